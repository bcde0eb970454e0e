import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const start = promisify(execFile);
export const here = fileURLToPath(new URL('.', import.meta.url));
const packages = fileURLToPath(new URL('../../packages/', import.meta.url));

/** Runs a program. Resolves with its exit status and all that it printed. */
export const run = (folder, command, parameters) =>
  start(command, parameters, { cwd: folder, maxBuffer: 2 ** 26 }).then(
    ({ stdout, stderr }) => ({ status: 0, output: stdout + stderr }),
    ({ code, stdout, stderr, message }) => ({ status: code ?? message, output: stdout + stderr }),
  );

/** The same. @throws {Error} with what it printed where it fails. */
async function succeed(folder, command, parameters) {
  const { status, output } = await run(folder, command, parameters);
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')} ended with ${status}:\n${output}`);
}

/** Installs the compilers and checkers of this folder, where that is still to be done. */
export async function installTools() {
  if (!existsSync(join(here, 'node_modules/publint'))) await succeed(here, 'npm', ['ci', '--no-audit', '--no-fund']);
}

/** A project with all packages that are published, as they are packed, and a network that is compiled with `--train`. */
export async function packedProject() {
  const project = mkdtempSync(join(tmpdir(), 'typescript-'));
  const packed = join(project, 'packed');
  mkdirSync(packed);
  for (const name of readdirSync(packages)) {
    if (JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')).private !== true)
      await succeed(join(packages, name), 'npm', ['pack', '--pack-destination', packed]);
  }
  const tarballs = readdirSync(packed).map((name) => join(packed, name));
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  await succeed(project, 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs]);
  writeFileSync(
    join(project, 'net.ts'),
    `import { cifarResnet, training } from 'resnet-compile';\nexport default training(cifarResnet(8, { outputs: ['layer2', 'layer3.0.conv1'] }));\n`,
  );
  await succeed(project, 'npx', ['resnet-compile', 'net.ts', '--train']);
  cpSync(join(here, 'programs'), project, { recursive: true });
  return { project, tarballs };
}
