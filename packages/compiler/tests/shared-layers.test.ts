import {
  batchNorm,
  conv,
  dense,
  globalAveragePool,
  network,
  relu,
  sequential,
  shared,
  type Layers,
} from '@resnet-compile/dsl';
import type { Node } from '@resnet-compile/ir';
import { expect, test } from 'vitest';
import { build, simplify } from '../src/index.ts';

const built = (layers: Layers) => build(network({ input: [4, 6, 6] }, layers), { name: 'net' });
const head = { pool: globalAveragePool(), fc: dense(2) };
const parametersOf = (layers: Layers): readonly (readonly unknown[])[] =>
  built(layers).graph?.nodes.flatMap(({ op, attributes }) =>
    op === 'parameter' ? [[attributes.name, ...(attributes.aliases ?? [])]] : [],
  ) ?? [];

test('parameters are named by the first use, and know the names of all others', () => {
  const block = shared(sequential({ conv: conv(4), bn: batchNorm() }));
  expect(parametersOf({ a: block, relu: relu(), b: block, c: sequential([block]), ...head }).slice(0, 2)).toEqual([
    ['a.conv.weight', 'b.conv.weight', 'c.0.conv.weight'],
    ['a.bn.weight', 'b.bn.weight', 'c.0.bn.weight'],
  ]);
});

test('what is shared within what is shared', () => {
  const inner = shared(conv(4));
  const outer = shared(sequential({ x: inner, y: inner }));
  expect(parametersOf({ a: outer, b: outer, c: inner, ...head })[0]).toEqual([
    'a.x.weight',
    'a.y.weight',
    'b.x.weight',
    'b.y.weight',
    'c.weight',
  ]);
});

test('inputs of other channels are a mistake, which names both places', () => {
  const layer = shared(conv(8));
  const { graph, problems } = built({ a: layer, b: layer, ...head });
  expect(graph).toBeUndefined();
  expect(problems).toMatchObject([
    { code: 'RC1201', path: 'b', message: 'b.weight would be 8×8×1×1; it is shared with a.weight, which is 8×4×1×1' },
  ]);
});

test('one layer in two places without shared() is warned of once, with both', () => {
  const [block, act] = [sequential({ conv: conv(4), bn: batchNorm() }), relu()];
  const { graph, warnings } = built({ a: block, act1: act, b: block, act2: act, c: block, ...head });
  expect(graph).toBeDefined();
  expect(warnings).toMatchObject([
    {
      code: 'RC1105',
      message: 'one layer stands in 3 places, a, b and c, and has parameters of its own in each',
    },
  ]);
  expect(built({ a: shared(block), act1: act, act2: act, ...head }).warnings).toEqual([]);
});

test('running statistics of a batch norm that is shared are updated one after the other', () => {
  const bn = shared(batchNorm());
  const { graph } = built({ a: bn, relu: relu(), b: bn, ...head });
  const { results } = simplify(graph!, { mode: 'training' });
  const statistics = results.filter(({ name }) => name.startsWith('statistic'));
  expect(statistics.map(({ name }) => name)).toEqual(['statistic a.running_mean', 'statistic a.running_var']);
  const chain = ({ op, inputs: [old] }: Node): readonly string[] => [op, ...(old ? chain(old) : [])];
  for (const { node } of statistics) expect(chain(node)).toEqual(['running_average', 'running_average', 'parameter']);
});
