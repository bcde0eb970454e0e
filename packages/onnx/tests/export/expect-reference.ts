import { build, lower, simplify } from '@resnet-compile/compiler';
import type { Network } from '@resnet-compile/dsl';
import { nodesOf, type Graph } from '@resnet-compile/ir';
import { runGraph, runTaps, sensitivity, toState, toValues } from '@resnet-compile/reference';
import { fillState, images, type FilledTensor } from '@resnet-compile/testing';
import { expect } from 'vitest';
import { exportOnnx, type ExportOptions } from '../../src/index.ts';
import { runFile } from './run-file.ts';

/** The graph of a network that has no mistakes. */
export function graphOf(network: Network): Graph {
  const { graph, problems } = build(network, { name: 'tested' });
  const [fault] = [...network.problems, ...problems];
  if (fault) throw new Error(fault.message);
  if (!graph) throw new Error('there is no graph');
  return graph;
}

export const filledState = (graph: Graph): Map<string, FilledTensor> =>
  fillState(
    nodesOf(graph, 'parameter').map(({ attributes: { name }, type }) => ({ name, shape: type.shape.map(Number) })),
  );

export const asRecord = (state: ReadonlyMap<string, FilledTensor>): Readonly<Record<string, Float32Array>> =>
  Object.fromEntries(Array.from(state, ([name, { data }]) => [name, data]));

/** Relative to the largest value; some hundred float32 roundings. */
const tolerance = 1e-5;

/** Logits and taps of a network, by onnxruntime from what is written with each of these options, are the reference's. */
export async function expectReference(
  network: Network,
  forms: readonly Omit<ExportOptions, 'name'>[],
  batch = 3,
): Promise<void> {
  const graph = graphOf(network);
  const state = filledState(graph);
  const given = images(0, [batch, ...network.input]);
  const inputs = { images: toValues(given), state: toState(state) };
  const expected = new Map([['logits', runGraph(graph, inputs)], ...runTaps(graph, inputs)]);
  for (const form of forms) {
    const { bytes } = exportOnnx(network, asRecord(state), form);
    const results = await runFile(bytes, given.data, given.shape);
    expect([...results.keys()].sort()).toEqual([...expected.keys()].sort());
    let index = 0;
    for (const [name, { shape, data }] of expected) {
      const found = results.get(name);
      expect(found?.dims).toEqual(shape);
      const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
      const worst = worstOf(found?.data as Float32Array, data);
      index++;
      if (worst <= tolerance * largest) continue;
      // What is ill-conditioned may be as far off as float32's roundings of what is given move it.
      const moved = [...sensitivity(lower(simplify(graph)), inputs).values()][index - 1] ?? NaN;
      expect(worst, `${name}, ${JSON.stringify(form)}, whose largest value is ${largest}`).toBeLessThanOrEqual(
        tolerance * largest + moved,
      );
    }
  }
}

/** The largest difference; a NaN is no small one. */
function worstOf(found: Float32Array, expected: Float64Array): number {
  let worst = 0;
  found.forEach((value, at) => {
    const difference = Math.abs(value - (expected[at] ?? NaN));
    worst = difference > worst || Number.isNaN(difference) ? difference : worst;
  });
  return worst;
}
