import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const hooks = `import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { console.log(url); return next(url, context); } });`;

/** Packages, and of the command line files, that a command has loaded when it ends. */
async function loadedBy(...command: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@resnet-compile/source',
    `--import=data:text/javascript,${encodeURIComponent(hooks)}`,
    main,
    ...command,
  ]);
  const names = stdout.matchAll(/^file:.*\/(?:node_modules|packages)\/((?:@[^/]+\/)?[^/]+)\//gm);
  return [...new Set(Array.from(names, ([, name]) => name!))].sort();
}

test.each(['--version', '--help', 'train --help', 'export --help'])(
  'what says how it is used loads no compiler: %s',
  async (command) =>
    expect(await loadedBy(...command.split(' '))).toEqual(['commander', 'options', 'plan', 'resnet-compile']),
);
