import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { deserialize } from 'node:v8';
import type { Outcome, Report } from './evaluation.ts';
import { fileUrl } from './file-path.ts';
import type { ServedModules } from './served-modules.ts';

/** A model file that is being evaluated in a child process. */
export interface Evaluation {
  /** Waits for the end, for at most `timeout` seconds from now; then kills the process. */
  readonly outcome: (timeout: number) => Promise<Outcome>;
}

// Beside `src` as well as beside `dist`.
const program = fileURLToPath(new URL('../evaluate.mjs', import.meta.url));

/**
 * Starts to evaluate the model file; resolves as soon as the child process has its input, so that it runs on while this
 * process is busy. What the file prints goes to `onOutput`.
 */
export async function startEvaluation(
  entry: string,
  modules: ServedModules,
  onOutput: (text: string) => void,
): Promise<Evaluation> {
  const child = spawn(process.execPath, ['--enable-source-maps', program], { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.stdout.setEncoding('utf8').on('data', onOutput);
  child.stderr.setEncoding('utf8').on('data', onOutput);
  const report: Buffer[] = [];
  (child.stdio[3] as NodeJS.ReadableStream).on('data', (bytes: Buffer) => report.push(bytes));

  const ended = new Promise<Outcome>((resolve) => {
    child.once('error', (error) => resolve({ crash: error.message }));
    child.once('close', (code, signal) =>
      resolve(signal ? { crash: signal } : (parsed(Buffer.concat(report)) ?? { exit: code ?? 0, stack: '' })),
    );
  }).finally(() => process.off('exit', kill));

  await new Promise<void>((resolve) => {
    // A process that dies before it has read its input says so by ending.
    child.stdin.on('error', () => resolve());
    child.stdin.end(JSON.stringify({ entry: fileUrl(entry), modules }), () => resolve());
  });
  return { outcome: (timeout) => withLimit(ended, timeout, kill) };
}

async function withLimit(ended: Promise<Outcome>, timeout: number, kill: () => void): Promise<Outcome> {
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    kill();
  }, timeout * 1000);
  const outcome = await ended;
  clearTimeout(timer);
  return expired ? { timeout } : outcome;
}

function parsed(report: Buffer): Report | undefined {
  try {
    return deserialize(report) as Report;
  } catch {
    return undefined;
  }
}
