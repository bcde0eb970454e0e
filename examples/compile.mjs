import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const cli = fileURLToPath(new URL('../node_modules/resnet-compile/dist/cli/main.js', import.meta.url));

/** `npx resnet-compile …`. This process ends where that fails. */
export function resnetCompile(...parameters) {
  const { status } = spawnSync(process.execPath, [cli, ...parameters], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.exit(1);
}

/** Compiles a model file for training. Gives what imports the module of an export; without a name, the default one's. */
export function compile(model, folder) {
  resnetCompile(model, '--train', '--out', folder);
  return (name = basename(model, '.ts')) => import(pathToFileURL(join(folder, `${name}.train.js`)).href);
}
