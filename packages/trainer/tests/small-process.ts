import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SmallProcess {
  /** Resolves once it has made that many steps, or ended. */
  readonly made: (steps: number) => Promise<void>;
  readonly ended: Promise<Ended>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

/** Runs train-small.ts, in a shell with a limit to the size of files where one is given, in blocks of 512 bytes or 1 kB. */
export function startSmall(
  module: string,
  out: string,
  {
    epochs = 3,
    checkpointEvery = 5,
    limit,
  }: { readonly epochs?: number; readonly checkpointEvery?: number; readonly limit?: string } = {},
): SmallProcess {
  const command = [
    process.execPath,
    '--conditions=@resnet-compile/source',
    fileURLToPath(new URL('train-small.ts', import.meta.url)),
    module,
    out,
    String(epochs),
    String(checkpointEvery),
  ];
  const child =
    limit === undefined
      ? spawn(command[0]!, command.slice(1))
      : spawn('sh', ['-c', `${limit}; exec "$@"`, 'sh', ...command]);
  let [stdout, stderr] = ['', ''];
  let look = (): void => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  const made = (steps: number): Promise<void> =>
    Promise.race([
      ended.then(() => undefined),
      new Promise<void>((resolve) => {
        look = () => {
          if (stdout.includes('told start') && stdout.split('told step').length > steps) resolve();
        };
        look();
      }),
    ]);
  return { made, ended, kill: (signal) => child.kill(signal) };
}
