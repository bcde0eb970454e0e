import { javascriptTarget } from '@resnet-compile/backend-cpu';
import { compile } from '@resnet-compile/compiler';
import {
  batchNorm,
  conv,
  dense,
  globalAveragePool,
  network,
  normalize,
  relu,
  scale,
  type Layer,
} from '@resnet-compile/dsl';
import { expect, test } from 'vitest';
import { describeModel, emitDeclarations } from '../src/index.ts';

const model = (...first: readonly Layer[]) => {
  const layers = [...first, conv(4, { kernel: 3 }), globalAveragePool(), dense(2)];
  const compiled = compile(network({ input: [3, 8, 8] }, layers), { name: 'net', target: javascriptTarget });
  if ('problems' in compiled) throw new Error('the network has problems');
  return describeModel(compiled.graph, compiled.program);
};
const normalizing = normalize({ mean: [0.5, 0.4, 0.3], std: [0.2, 0.2, 0.2] });

test.each<readonly [string, readonly Layer[], true | undefined]>([
  ['normalize', [normalizing], true],
  ['nothing', [], undefined],
  ['an activation', [relu()], undefined],
  ['a batch norm', [batchNorm()], undefined],
  ['a scale', [scale(2)], undefined],
  ['normalize, behind an activation', [relu(), normalizing], undefined],
])('a network that begins with %s', (_, first, expected) => {
  const described = model(...first);
  expect(described.normalizes).toBe(expected);
  expect(emitDeclarations(described).includes('readonly normalizes: true;')).toBe(expected === true);
});
