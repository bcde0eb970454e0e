/**
 * Runs a script of this folder on the repository's Node, after installing the peers and building the packages:
 * `node start.mjs benchmark.mjs [--no-build] …`. Itself it runs on any Node that npm runs on.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { node } from './src/node.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const [script, ...rest] = process.argv.slice(2);

if (!existsSync(node)) fail('the repository is not installed: run `npm ci` in its root first');
if (!isInstalled()) run(...npm('ci'), here);
if (!rest.includes('--no-build')) run(...npm('run', 'build'), root);
run(node, [script, ...rest.filter((argument) => argument !== '--no-build')], here);

/** True where the peers are those of the lock file, as far as file times tell. */
function isInstalled() {
  const installed = new URL('node_modules/.package-lock.json', import.meta.url);
  return (
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(new URL('package-lock.json', import.meta.url)).mtimeMs
  );
}

/** npm by the way that we were started by, else by name. */
function npm(...parameters) {
  return process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath, ...parameters]] : ['npm', parameters];
}

function run(command, parameters, cwd) {
  const { status, error } = spawnSync(command, parameters, { cwd, stdio: 'inherit' });
  if (error) fail(String(error));
  if (status !== 0) process.exit(status ?? 1);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
