import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cache } from '../cache.mjs';
import { cli } from '../cli.mjs';
import { node } from '../node.mjs';
import { compileByTool } from '../tool.mjs';

/** The module, and the same network with the same initial values as an ONNX file, by our own export. */
export function prepare(network, seed) {
  const name = `serving-${network}`;
  const { inference: module } = compileByTool(name, `${network}()`, []);
  const [model, onnx] = [`models/${name}.ts`, `ours/${name}.onnx`].map((path) => fileURLToPath(new URL(path, cache)));
  const { status, stderr } = spawnSync(
    node,
    [fileURLToPath(cli()), 'export', model, '--seed', String(seed), '--folded', '--to', onnx],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${network} is not exported:\n${stderr}`);
  return { module, onnx };
}
