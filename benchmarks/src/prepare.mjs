/** Writes what contenders load, in a process of its own: `node prepare.mjs NETWORK…`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { compileOurs } from './compile-ours.mjs';
import { exportOnnx, onnxFile } from './export-onnx.mjs';
import { foldBatchNorm } from './fold-batch-norm.mjs';
import { graphOf, stateOf } from './networks.mjs';

try {
  for (const network of process.argv.slice(2)) {
    const graph = graphOf(network);
    compileOurs(network);
    mkdirSync(new URL('.', onnxFile(network)), { recursive: true });
    writeFileSync(onnxFile(network), exportOnnx(network, foldBatchNorm(graph, stateOf(graph))));
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
