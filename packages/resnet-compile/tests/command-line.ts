import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const root = temporaryFolder('command line ');
let count = 0;

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder of its own that holds these files. */
export function folderOf(files: Files): string {
  const folder = join(root, String(++count));
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `resnet-compile` in a folder, straight from the sources. `shell` goes before it, e.g. a limit. */
export function run(folder: string, options: readonly string[], shell = ''): Promise<Ended> {
  const node = [process.execPath, '--conditions=@resnet-compile/source', main, ...options];
  const { COLUMNS: _, FORCE_COLOR: __, ...env } = process.env;
  const child = shell
    ? spawn('/bin/sh', ['-c', `${shell}; exec "$@"`, 'sh', ...node], { cwd: folder, env })
    : spawn(node[0]!, node.slice(1), { cwd: folder, env });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) =>
    child.once('error', reject).once('close', (code) => resolve({ code, stdout, stderr })),
  );
}

/** Runs it, and sends Ctrl-C once it has printed this. */
export function interrupt(
  folder: string,
  options: readonly string[],
  at: RegExp,
): Promise<Omit<Ended, 'code'> & { readonly signal: NodeJS.Signals | null }> {
  const child = spawn(process.execPath, ['--conditions=@resnet-compile/source', main, ...options], { cwd: folder });
  let [stdout, stderr, isSent] = ['', '', false];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (!isSent && at.test(stdout)) isSent = child.kill('SIGINT');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) =>
    child.once('error', reject).once('close', (_, signal) => resolve({ stdout, stderr, signal })),
  );
}

/** Runs it with an output that nobody reads, or with one that goes to this file. */
export function runUnread(
  folder: string,
  options: readonly string[],
  output: 'pipe' | number = 'pipe',
): Promise<Omit<Ended, 'stdout'>> {
  const child = spawn(process.execPath, ['--conditions=@resnet-compile/source', main, ...options], {
    cwd: folder,
    stdio: ['ignore', output, 'pipe'],
  });
  child.stdout?.destroy();
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) =>
    child.once('error', reject).once('close', (code) => resolve({ code, stderr })),
  );
}

/** Every folder and file below a folder, with the files' contents. */
export function contentsOf(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    paths.map((path) => [
      path,
      statSync(join(folder, path)).isDirectory() ? 'folder' : readFileSync(join(folder, path), 'latin1'),
    ]),
  );
}

/** Runs it in a folder with these files, and says whether anything below the folder has changed. */
export async function runOn(
  files: Files,
  options: readonly string[],
  shell = '',
): Promise<Ended & { readonly changed: boolean }> {
  const folder = folderOf(files);
  const before = JSON.stringify(contentsOf(folder));
  const ended = await run(folder, options, shell);
  return { ...ended, changed: JSON.stringify(contentsOf(folder)) !== before };
}
