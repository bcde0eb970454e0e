/** Writes what contenders load, in a process of its own: `node prepare.mjs NETWORKS BATCHES`, lists with commas. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { exportGraph } from '@resnet-compile/onnx';
import { writeSafetensors } from '@resnet-compile/weights';
import { compileOurs } from './compile-ours.mjs';
import { filesOf } from './files.mjs';
import { graphOf, inputOf, stateOf } from './networks.mjs';
import { exportFromPyTorch, pyTorchNetworks } from './pytorch/pytorch.mjs';

const valuesOf = (state) => Object.fromEntries(Array.from(state, ([name, { data }]) => [name, data]));

const [networks, batches] = process.argv.slice(2).map((list) => list.split(','));
try {
  for (const network of networks) {
    const graph = graphOf(network);
    const state = stateOf(graph);
    // WebGPU is measured on a software adapter as well, where there is no other.
    compileOurs(network, ['--software-gpu']);
    const write = (file, bytes) => {
      mkdirSync(new URL('.', file), { recursive: true });
      writeFileSync(file, bytes);
    };
    for (const batch of batches) write(filesOf(network, batch).images, inputOf(graph, Number(batch)));
    const { weights, onnx } = filesOf(network, 1);
    write(weights, writeSafetensors(Array.from(state, ([name, tensor]) => ({ name, ...tensor }))));
    if (pyTorchNetworks.has(network)) exportFromPyTorch(network, weights, onnx);
    else write(onnx, exportGraph(graph, valuesOf(state), { folded: true, opset: 13 }).bytes);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
