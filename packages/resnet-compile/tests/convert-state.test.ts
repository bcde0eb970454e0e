import { stagesOf } from '@resnet-compile/driver';
import { lower, simplify } from '@resnet-compile/compiler';
import { conv, dense, globalAveragePool, network, normalize, resnet18, type Network } from '@resnet-compile/dsl';
import type { Tensor } from '@resnet-compile/weights';
import { expect, test } from 'vitest';
import { convertState, type Conversion } from '../src/cli/convert-state.ts';
import { firstFilters } from '../src/cli/first-filters.ts';
import { overflowWarning } from '../src/cli/overflow-warning.ts';

const tensor = (name: string, ...shape: readonly number[]): Tensor => ({
  name,
  shape,
  data: Float32Array.from({ length: shape.reduce((product, extent) => product * extent, 1) }, (_, index) => index + 1),
});
const graphOf = (network: Network) => {
  const stages = stagesOf(network, { name: 'model' });
  if ('problems' in stages) throw new Error(stages.problems.map(({ message }) => message).join());
  return stages.graph;
};
const small = (channels: number, groups = 1): Network =>
  network({ input: [channels, 2, 2] }, { conv1: conv(2, { groups }), pool: globalAveragePool(), fc: dense(3) });
const convert = (network: Network, conversion: Conversion, ...tensors: readonly Tensor[]) => {
  const graph = graphOf(network);
  return convertState(
    new Map(tensors.map((one) => [one.name, one])),
    lower(simplify(graph)).parameters,
    graph,
    conversion,
  );
};
const head = [tensor('fc.weight', 3, 2), tensor('fc.bias', 3)];
const right = [tensor('conv1.weight', 2, 3, 1, 1), ...head];

test('--ignore leaves out what the file has besides', () => {
  const extra = tensor('criterion.weight', 5);
  const { state, notes } = convert(small(3), { ignore: ['criterion.*'] }, extra, ...right);
  expect([...state.values()]).toEqual(right);
  expect(notes).toEqual(['ignored: criterion.weight']);
  expect(() => convert(small(3), {}, extra, ...right)).toThrow('criterion.weight');
  expect(() => convert(small(3), { ignore: ['critreion.*'] }, extra, ...right)).toThrow(
    '--ignore "critreion.*" fits none of the 4 names; did you mean "criterion.*"? They begin with criterion, conv1, fc; nothing was written.',
  );
});

test('--ignore takes the names as the file has them', () => {
  const file = [...right, tensor('criterion.weight', 5)].map((one) => ({ ...one, name: `module.${one.name}` }));
  const { state } = convert(small(3), { ignore: ['module.criterion.*'] }, ...file);
  expect([...state.values()]).toEqual(right);
});

test.each([
  ['another head', [tensor('fc.weight', 7, 2), tensor('fc.bias', 7)]],
  ['none', []],
  ['this head', head],
])('--except leaves parameters out of the file, which has %s', (_, given) => {
  const { state, notes } = convert(small(3), { except: ['fc.*'] }, tensor('conv1.weight', 2, 3, 1, 1), ...given);
  expect([...state.values()]).toEqual(right.slice(0, 1));
  expect(notes).toEqual([
    'left out: fc.weight, fc.bias; load({ weights, except: ["fc.*"] }) gives them initial values',
  ]);
});

test('--except that means no parameter is refused', () =>
  expect(() => convert(small(3), { except: ['fc'] }, ...right)).toThrow(
    '--except "fc" fits none of the 3 names; did you mean "fc.*"? They begin with conv1, fc; nothing was written.',
  ));

test('--input-channels adapts the filters that read the input', () => {
  const { state, notes } = convert(small(1), { inputChannels: true }, ...right);
  expect(state.get('conv1.weight')).toEqual({
    name: 'conv1.weight',
    shape: [2, 1, 1, 1],
    data: Float32Array.of(6, 15),
  });
  expect(notes).toEqual(['conv1.weight: filters of 3 input channels, summed to 1']);
  expect(convert(small(6), { inputChannels: true }, ...right).notes).toEqual([
    'conv1.weight: filters of 3 input channels, repeated to 6 and scaled by 3/6',
  ]);
  expect(() => convert(small(1), {}, ...right)).toThrow('conv1.weight');
  expect(() => convert(small(3), { inputChannels: true }, ...right)).toThrow(
    'conv1.weight has filters of 3 input channels already; leave --input-channels out',
  );
  expect(() => convert(small(2, 2), { inputChannels: true }, ...right)).toThrow('conv1.weight has 2 groups');
});

test('the filters that read the input', () => {
  expect(firstFilters(graphOf(resnet18()))).toEqual([{ name: 'conv1.weight', groups: 1 }]);
  const normalized = network(
    { input: [3, 8, 8] },
    {
      norm: normalize({ mean: [0, 0, 0], std: [1, 1, 1] }),
      stem: conv(4, { weightStandardization: true, kernel: 3 }),
      pool: globalAveragePool(),
      fc: dense(3),
    },
  );
  expect(firstFilters(graphOf(normalized))).toEqual([{ name: 'stem.weight', groups: 1 }]);
});

test('values beyond a type are warned of', () => {
  const large = { name: 'a\x1b', shape: [3], data: Float32Array.of(65519, -65520, Infinity) };
  expect(overflowWarning([large, ...right], 'f16')).toBe(
    'warning: a tensor has values beyond f16, which became infinity: "a\\u001b"; --dtype bf16 or f32 holds them',
  );
  expect(overflowWarning([{ ...large, data: Float32Array.of(65519, Infinity, NaN) }], 'f16')).toBeUndefined();
  expect(overflowWarning([large], 'bf16')).toBeUndefined();
  expect(overflowWarning([large], 'f32')).toBeUndefined();
});

test('names that no rule knows: what is missing, and which names pair by order and shape', () => {
  const foreign = right.map((one, place) => ({ ...one, name: `${place === 0 ? 'a' : 'b'}_${one.name}` }));
  const renamed = foreign.map((one) => ({ ...one, name: one.name.replace('fc', 'x.y') }));
  expect(() => convert(small(3), {}, ...renamed)).toThrow('1 missing:\n  conv1.weight [2, 3, 1, 1]');
  expect(() => convert(small(3), {}, ...renamed)).toThrow('  a_conv1.weight → conv1.weight');
});
