import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cache } from './cache.mjs';
import { cli } from './cli.mjs';
import { node } from './node.mjs';

/** Where the compiled module of a network is. */
export const compiledModule = (network) => new URL(`ours/${network}.js`, cache);

/** Compiles a network as its user does: a model file, the command line tool, a module. @param {string} network */
export function compileOurs(network) {
  const model = new URL(`models/${network}.ts`, cache);
  mkdirSync(new URL('.', model), { recursive: true });
  writeFileSync(model, `import { ${network} } from 'resnet-compile';\nexport default ${network}();\n`);
  execFileSync(node, [fileURLToPath(cli()), fileURLToPath(model), '--out', fileURLToPath(new URL('.', compiledModule(network)))], { stdio: ['ignore', 'ignore', 'inherit'] });
}
