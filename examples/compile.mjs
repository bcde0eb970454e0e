import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const cli = fileURLToPath(new URL('../node_modules/resnet-compile/dist/cli/main.js', import.meta.url));

/**
 * `npx resnet-compile MODEL --train --out FOLDER`. Gives what imports the module that trains a network: the default export's,
 * or that of an export by its name. The process ends where compiling fails.
 */
export function compile(model, folder) {
  const { status } = spawnSync(process.execPath, [cli, model, '--train', '--out', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.exit(1);
  return (name = basename(model, '.ts')) => import(pathToFileURL(join(folder, `${name}.train.js`)).href);
}
