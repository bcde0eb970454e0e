import {
  batchNorm,
  concatenate,
  conv,
  dense,
  globalAveragePool,
  network,
  relu,
  residual,
  sequential,
  sum,
  type Layer,
  type Layers,
  type Network,
} from '@resnet-compile/dsl';
import { nodesOf, type Graph } from '@resnet-compile/ir';
import { runGraph, toState, toValues } from '@resnet-compile/reference';
import { fillState, images, type FilledTensor } from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { graphOf, schedule, startEngine } from './engine.ts';

// Xie et al. 2016, fig. 3: 32 paths of 4 channels between 256, on a map of 5×3.
const [paths, width, channels] = [32, 4, 256];
const input = [3, 5, 3] as const;
const batch = 2;

const form = (body: Layers): Network =>
  network(
    { input },
    {
      stem: conv(channels),
      relu: relu(),
      block: residual({ body, activation: relu() }),
      pool: globalAveragePool(),
      fc: dense(7),
    },
  );
const transformation = (each: number, groups = 1): Record<string, Layer> => ({
  conv1: conv(each),
  bn1: batchNorm(),
  relu1: relu(),
  conv2: conv(each, { kernel: 3, groups }),
  bn2: batchNorm(),
  relu2: relu(),
});
const each = (path: Readonly<Record<string, Layer>>): readonly Layer[] =>
  Array.from({ length: paths }, () => sequential(path));
// "BN is performed right after aggregating the transformations and before adding to the shortcut" (§4).
const last = { conv3: conv(channels), bn3: batchNorm() };

const forms = {
  a: form({ paths: sum(each({ ...transformation(width), conv3: conv(channels) })), bn3: batchNorm() }),
  b: form({ paths: concatenate(each(transformation(width))), ...last }),
  c: form({ ...transformation(paths * width, paths), ...last }),
};

type State = ReadonlyMap<string, FilledTensor>;
const parametersOf = (graph: Graph) =>
  nodesOf(graph, 'parameter').map(({ attributes, type }) => ({
    name: attributes.name,
    shape: type.shape as readonly number[],
  }));

/** What a path of form a or b has of form c's: rows of the filters; of the last convolution's, columns. */
function carried(state: State, name: string, shape: readonly number[]): FilledTensor {
  const [, path, leaf] = /^block\.paths\.(\d+)\.(.*)$/.exec(name) ?? [];
  const tensor = (of: string): FilledTensor => {
    const found = state.get(of);
    if (!found) throw new Error(`form c has no ${of}`);
    return found;
  };
  if (path === undefined || leaf === undefined) return tensor(name);
  const { data } = tensor(`block.${leaf}`);
  const count = shape.reduce((product, extent) => product * extent, 1);
  const first = Number(path) * (leaf === 'conv3.weight' ? width : count);
  if (leaf !== 'conv3.weight') return { shape, data: data.subarray(first, first + count) };
  const columns = Float32Array.from({ length: count }, (_, index) => {
    const [row, column] = [Math.floor(index / width), index % width];
    return data[row * paths * width + first + column] ?? NaN;
  });
  return { shape, data: columns };
}

test("ResNeXt's three forms are one function: in the reference, on every kernel, with the weights of one", async () => {
  const given = images(0, [batch, ...input]);
  const ofC = fillState(parametersOf(graphOf(forms.c)));
  const logits = await Promise.all(
    Object.values(forms).map(async (net) => {
      const graph = graphOf(net);
      const state = new Map(parametersOf(graph).map(({ name, shape }) => [name, carried(ofC, name, shape)] as const));
      const exact = runGraph(graph, { images: toValues(given), state: toState(state) }).data;
      const values = new Map([...state].map(([name, { data }]) => [name, data]));
      const onDevice = async (kind: 'fused' | 'javascript'): Promise<Float32Array> => {
        const found = new Float32Array(exact.length);
        await (await startEngine(schedule(graph), kind, values)).run(given.data, batch, [found]);
        return found;
      };
      return { exact, fused: await onDevice('fused'), javascript: await onDevice('javascript') };
    }),
  );
  const [a, b, c] = logits;
  const largest = Math.max(...(c?.exact ?? []).map(Math.abs));
  expect(largest).toBeGreaterThan(0.1);
  const worst = (found: Iterable<number> = [], expected: ArrayLike<number> = []): number =>
    Math.max(...Array.from(found, (value, index) => Math.abs(value - (expected[index] ?? NaN)))) / largest;
  for (const other of [a, b]) {
    expect(worst(other?.exact, c?.exact)).toBeLessThan(1e-12);
    expect(worst(other?.fused, c?.exact)).toBeLessThan(1e-6);
    expect(worst(other?.javascript, c?.exact)).toBeLessThan(1e-6);
  }
  expect(worst(c?.fused, c?.exact)).toBeLessThan(1e-6);
});
