/**
 * Both states' errors on the same pictures against this checkout's reference, in float64:
 * `node errors.mjs FILE NETWORK ARGUMENT MODULE PICTURES`. One picture's largest error is chance: it takes several.
 */
import { join } from 'node:path';
import { cpuTarget } from '../../../packages/backend-cpu/dist/index.js';
import { compile } from '../../../packages/compiler/dist/index.js';
import * as dsl from '../../../packages/dsl/dist/index.js';
import { runGraph } from '../../../packages/reference/dist/index.js';
import { images } from '../../../packages/testing/src/fill.ts';
import { modulesOf } from './modules.mjs';

const [, , file, network, argument, module, count] = process.argv;
const pictures = Number(count);
const networks = [];
for (const state of ['old', 'new']) {
  const { load } = await import(join(modulesOf(state, file), module));
  networks.push(await load({ device: 'cpu', seed: 7 }));
}
const [old, now] = networks;
const weights = await old.stateDict();
await now.loadStateDict(weights);
const { [network]: describe } = dsl;
const { graph } = compile(argument ? describe(Number(argument)) : describe(), {
  name: network,
  target: cpuTarget,
});
const state = new Map(
  graph.nodes.flatMap(({ op, attributes, type }) =>
    op === 'parameter'
      ? [[attributes.name, { shape: type.shape, data: Float64Array.from(weights[attributes.name]) }]]
      : [],
  ),
);

const squares = [0, 0];
const largest = [0, 0];
for (let seed = 0; seed < pictures; seed++) {
  const picture = images(0, [1, ...graph.nodes.find(({ op }) => op === 'input').type.shape.slice(1)], seed);
  const { data: exact } = runGraph(graph, { images: picture, state });
  const scale = Math.max(...exact.map(Math.abs));
  for (const [index, each] of networks.entries()) {
    const logits = await each.predict(Float32Array.from(picture.data));
    for (const [place, value] of exact.entries()) {
      const error = Math.abs(logits[place] - value) / scale;
      squares[index] += error ** 2 / exact.length / pictures;
      largest[index] = Math.max(largest[index], error);
    }
  }
}
for (const each of networks) await each.dispose();
console.log(JSON.stringify({ errors: squares.map(Math.sqrt), largest }));
