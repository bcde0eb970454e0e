import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const cli = fileURLToPath(new URL('../node_modules/resnet-compile/dist/cli/main.js', import.meta.url));

/** `npx resnet-compile MODEL --train --out FOLDER`, and the module that trains. The process ends where it fails. */
export async function compile(model, folder) {
  const { status } = spawnSync(process.execPath, [cli, model, '--train', '--out', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.exit(1);
  return import(pathToFileURL(join(folder, `${basename(model, '.ts')}.train.js`)).href);
}
