/**
 * Installs the hosts, builds the packages, and runs the tests: `node start.mjs [--no-build] [tests …]`. With
 * RESNET_COMPILE_THOROUGH=1 also those that take long to install. Itself it runs on any Node that npm runs on.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const node = `${root}node_modules/node/bin/node`;
const parameters = process.argv.slice(2);

if (!existsSync(node)) fail('the repository is not installed: run `npm ci` in its root first');
for (const folder of [here, ...(process.env.RESNET_COMPILE_THOROUGH === '1' ? [`${here}thorough/`] : [])])
  if (!isInstalled(folder)) run(...npm('ci', '--no-audit', '--no-fund'), folder);
if (!parameters.includes('--no-build')) run(...npm('run', 'build'), root);
run(
  node,
  [`${here}node_modules/vitest/vitest.mjs`, 'run', ...parameters.filter((parameter) => parameter !== '--no-build')],
  here,
);

/** True where the packages are those of the lock file, as far as file times tell. */
function isInstalled(folder) {
  const installed = `${folder}node_modules/.package-lock.json`;
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${folder}package-lock.json`).mtimeMs;
}

/** npm by the way that we were started by, else by name. */
function npm(...words) {
  return process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath, ...words]] : ['npm', words];
}

function run(command, words, cwd) {
  const { status, error } = spawnSync(command, words, { cwd, stdio: 'inherit' });
  if (error) fail(String(error));
  if (status !== 0) process.exit(status ?? 1);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
