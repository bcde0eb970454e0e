/** Runs the oracles on a state's modules, as a process: `node oracles.mjs STATE FILE`; prints errors and digests of bits. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fillState, images, labels, units } from '../../../packages/testing/src/fill.ts';
import { oracles } from '../../../packages/testing/src/oracles.ts';
import { exported, trainedOracles } from './models.mjs';
import { modulesOf } from './modules.mjs';

const [, , state, file] = process.argv;
const steps = file === 'steps';
const results = {};
for (const oracle of steps ? trainedOracles : oracles) {
  const path = join(modulesOf(state, file), `${exported(oracle.case.name)}${steps ? '.train' : ''}.js`);
  if (existsSync(path)) results[oracle.case.name] = await (steps ? train : predict)(oracle, await import(path));
}
console.log(JSON.stringify(results));

function weightsOf({ state: shapes, case: network }) {
  const parameters = Object.entries(shapes).map(([name, shape]) => ({ name, shape }));
  return Object.fromEntries(Array.from(fillState(parameters, network), ([name, { data }]) => [name, data]));
}

/** Of one image: the largest error of a logit that PyTorch's results list, relative to the largest of them. */
async function predict(oracle, { load }) {
  const { case: network, logits: expected } = oracle;
  const compiled = await load({ device: 'cpu', weights: weightsOf(oracle) });
  const logits = await compiled.predict(images(0, [1, ...network.input], network.seed).data);
  await compiled.dispose();
  const largest = Math.max(...expected[0].map(Math.abs));
  return {
    error: Math.max(...expected[0].map((logit, index) => Math.abs(logits[index] - logit))) / largest,
    bits: digest([logits]),
  };
}

/** The largest error of a loss, relative to it, and of what the first step's gradients are told by, as `deviation`. */
async function train(oracle, { load, model }) {
  const { case: network, train: expected } = oracle;
  const compiled = await load({ device: 'cpu', weights: weightsOf(oracle) });
  const [losses, gradients] = [[], []];
  for (let step = 0; step < network.train.steps; step++) {
    const { loss } = await compiled.trainStep({
      images: images(step, [network.batch ?? 2, ...network.input], network.seed).data,
      labels: labelsOf(network, step),
      learningRate: network.train.learningRate,
      ...(step ? {} : { onGradients: (flat) => (gradients.push(flat.slice()), flat) }),
    });
    losses.push(loss);
  }
  const after = await compiled.stateDict();
  await compiled.dispose();
  return {
    error: Math.max(...losses.map((loss, step) => Math.abs(loss / expected.losses[step] - 1))),
    gradients: worstGradient(model.parameters, gradients[0], expected.gradients),
    bits: digest(Object.values(after)),
  };
}

function labelsOf({ batch = 2, classes, seed = 0, train: { softTargets } }, step) {
  if (!softTargets) return labels(step, batch, classes, seed);
  const values = Float64Array.from(units(`labels${step}`, seed, batch * classes), (unit) => unit + 1);
  const sum = (row) => values.subarray(row * classes, (row + 1) * classes).reduce((a, b) => a + b, 0);
  const sums = Array.from({ length: batch }, (_, row) => sum(row));
  return Float32Array.from(values, (value, index) => value / sums[Math.floor(index / classes)]);
}

function worstGradient(parameters, flat, expected) {
  let [start, worst] = [0, 0];
  for (const { kind, name, shape } of parameters) {
    if (kind !== 'parameter') continue;
    const end = start + shape.reduce((product, extent) => product * extent, 1);
    worst = Math.max(worst, deviation(expected[name], flat.subarray(start, end)));
    start = end;
  }
  return worst;
}

/** Of the norm, and of the first elements by the root mean square. */
function deviation({ l2, head }, values) {
  const norm = Math.sqrt(values.reduce((squares, value) => squares + value * value, 0));
  const root = l2 / Math.sqrt(values.length) + 1e-12;
  return Math.max(
    Math.abs(norm - l2) / (l2 + 1e-12),
    ...head.map((value, index) => Math.abs(values[index] - value) / root),
  );
}

function digest(arrays) {
  const hash = createHash('sha256');
  for (const each of arrays) hash.update(new Uint8Array(each.buffer, each.byteOffset, each.byteLength));
  return hash.digest('hex');
}
