import { lower, simplify } from '@resnet-compile/compiler';
import type { Network } from '@resnet-compile/dsl';
import type { Graph } from '@resnet-compile/ir';
import { runGraph, runTaps, sensitivity, toState, toValues, type Values } from '@resnet-compile/reference';
import { holdsForNetworks, images } from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { exportOnnx, importOnnx, opsets, readModel, type Imported } from '../../src/index.ts';
import { asRecord, filledState, graphOf } from '../export/expect-reference.ts';

/** Relative to the largest value; some hundred float32 roundings of what was folded. */
const tolerance = 1e-5;

/** Operator sets in which operators differ: activations, the axes of means, group norms. */
const forms = [
  { opset: opsets.least, folded: false },
  { opset: 13, folded: true },
  { opset: 18, folded: true },
  { opset: opsets.most, folded: false },
] as const;

test('random networks come back: what they give, and as trained their state, bit for bit', () =>
  holdsForNetworks(12, (network) => {
    for (const { opset, folded } of forms) expectBack(network, opset, folded);
  }));

function expectBack(network: Network, opset: number, folded: boolean): void {
  const graph = graphOf(network);
  const state = filledState(graph);
  const { bytes } = exportOnnx(network, asRecord(state), { opset, folded });
  const { imported, outputs = [] } = read(bytes, network.outputs ?? []);
  const given = toValues(images(0, [2, ...network.input]));
  const wanted = valuesOf(graph, { images: given, state: toState(state) }, outputs);
  const found = valuesOf(
    graphOf(imported.network),
    { images: given, state: toState(imported.state) },
    imported.network.outputs ?? [],
  );
  expect(found.length).toBe(wanted.length);
  const moved = memo(() => [...sensitivity(lower(simplify(graph)), { images: given, state: toState(state) }).values()]);
  for (const [index, { shape, data }] of wanted.entries()) {
    expect(found[index]?.shape).toEqual(shape);
    const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    const worst = Math.max(...data.map((value, at) => Math.abs(value - (found[index]?.data[at] ?? NaN))));
    if (worst <= tolerance * largest) continue;
    // What is ill-conditioned may be as far off as float32's roundings of what is given move it.
    expect(worst, `of ${largest}`).toBeLessThanOrEqual(tolerance * largest + (moved()[index] ?? NaN));
  }
  if (!folded) expect(bitsOf(imported.state.values())).toEqual(bitsOf(state.values()));
}

/** The network of a file; without outputs that are refused because the logits are made without them. */
function read(bytes: Uint8Array, outputs: readonly string[]): { imported: Imported; outputs: readonly string[] } {
  try {
    return { imported: importOnnx(bytes, { outputs: ['logits', ...outputs] }), outputs };
  } catch (error) {
    const [, unsaid] = /^its output (\S+) is what no layer/.exec((error as Error).message) ?? [];
    if (unsaid === undefined || isPartOf(bytes, unsaid, 'logits')) throw error;
    return read(
      bytes,
      outputs.filter((name) => name !== unsaid),
    );
  }
}

/** Whether a value of a file is computed from another one. */
function isPartOf(bytes: Uint8Array, name: string, whole: string): boolean {
  const nodes = readModel(bytes).graph?.node ?? [];
  const needed = new Set([whole]);
  for (const { input, output } of nodes.toReversed())
    if (output.some((each) => needed.has(each))) for (const each of input) needed.add(each);
  return needed.has(name);
}

/** Logits and taps. */
function valuesOf(graph: Graph, inputs: Parameters<typeof runGraph>[1], outputs: readonly string[]): readonly Values[] {
  const taps = runTaps(graph, inputs);
  return [runGraph(graph, inputs), ...outputs.flatMap((name) => taps.get(name) ?? [])];
}

const memo = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
};

/** Tensors by their numbers alone: in a file, layers may have to have other names. */
const bitsOf = (tensors: Iterable<{ readonly data: Float32Array }>): readonly string[] =>
  Array.from(tensors, ({ data: { buffer, byteOffset, byteLength } }) =>
    Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
  ).toSorted();
