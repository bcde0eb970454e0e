import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cache } from './cache.mjs';
import { cli } from './cli.mjs';
import { node } from './node.mjs';

/** Where the compiled module of a network is. */
export const compiledModule = (network) => new URL(`ours/${network}.js`, cache);

/** Where its compiled training step is. */
export const trainingModule = (network) => new URL(`ours/${network}.train.js`, cache);

/**
 * Compiles a network as its user does: a model file, the command line tool, a module.
 * @param {string} network
 * @param {readonly string[]} [options] of the tool
 * @param {string} [model] the text of the file
 */
export function compileOurs(network, options = [], model) {
  const file = writeModel(network, model);
  execFileSync(
    node,
    [
      fileURLToPath(cli()),
      fileURLToPath(file),
      ...options,
      '--out',
      fileURLToPath(new URL('.', compiledModule(network))),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
}

/** A model file. @returns {URL} where it is */
export function writeModel(
  network,
  model = `import { ${network} } from 'resnet-compile';\nexport default ${network}();\n`,
) {
  const file = new URL(`models/${network}.ts`, cache);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, model);
  return file;
}
