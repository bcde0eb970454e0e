import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cache } from './cache.mjs';
import { cli } from './cli.mjs';
import { node } from './node.mjs';

/**
 * Compiles a network for the CPU with the command line tool, as a process.
 * @param {string} name of its files
 * @param {string} call of a function of resnet-compile, e.g. `cifarResnet(20)`
 * @param {readonly string[]} options of the tool
 * @returns {{ inference: string, training: string, report: string, seconds: number }} paths, what it printed, the whole process's time
 */
export function compileByTool(name, call, options) {
  const [file, out] = [`models/${name}.ts`, 'ours/'].map((path) => fileURLToPath(new URL(path, cache)));
  mkdirSync(fileURLToPath(new URL('models/', cache)), { recursive: true });
  writeFileSync(file, `import * as dsl from 'resnet-compile';\nexport default dsl.${call};\n`);
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(
    node,
    [fileURLToPath(cli()), file, '--target', 'cpu', ...options, '--out', out],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${call} does not compile:\n${stderr}`);
  return {
    inference: `${out}${name}.js`,
    training: `${out}${name}.train.js`,
    report: stdout,
    seconds: (performance.now() - start) / 1000,
  };
}
