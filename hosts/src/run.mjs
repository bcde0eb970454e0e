import { execFile, execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's Node, which runs this. */
export const node = process.execPath;

/** Node 20, where there is one on the search path. */
export const node20 = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .filter((path) => existsSync(path) && execFileSync(path, ['--version'], { encoding: 'utf8' }).startsWith('v20.'))
  .map((path) => realpathSync(path))[0];

export const deno = fileURLToPath(new URL('../../node_modules/.bin/deno', import.meta.url));
export const bun = fileURLToPath(new URL('../node_modules/.bin/bun', import.meta.url));

/** Runs a program in a folder until it ends by itself: how it ended, and what it printed. */
export const run = (folder, program, parameters, { seconds = 50, env = {} } = {}) =>
  new Promise((resolve) => {
    const clean = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(VITEST.*|NODE_ENV|NODE_OPTIONS|FORCE_COLOR)$/.test(name)),
    );
    execFile(
      program,
      parameters,
      {
        cwd: folder,
        timeout: seconds * 1000,
        killSignal: 'SIGKILL',
        maxBuffer: 2 ** 26,
        env: { ...clean, NO_COLOR: '1', ...env },
      },
      (error, stdout, stderr) => {
        resolve({ code: error ? (error.code ?? `ended by ${error.signal}`) : 0, stdout, stderr });
      },
    );
  });

/** Runs a program that prints, last, what `exercise` found for these wishes. @throws {Error} with all that it printed, where it does not. */
export async function find(folder, program, parameters, wishes, options) {
  const { code, stdout, stderr } = await run(folder, program, [...parameters, JSON.stringify(wishes)], options);
  const lines = stdout.trimEnd().split('\n');
  if (code !== 0 || !lines.at(-1).startsWith('['))
    throw new Error(`${program} ended with ${code}\n${stdout}\n${stderr.slice(-2000)}`);
  return { found: JSON.parse(lines.at(-1)), printed: lines.slice(0, -1), stderr };
}
