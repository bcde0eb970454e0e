import { describe, expect, test } from 'vitest';
import { mapNames, matchState, type ExpectedTensor, type Tensor } from '../src/index.ts';
import { errorOf, tensor } from './fixture.ts';

const norm = (name: string, size: number): [string, number[]][] =>
  ['weight', 'bias', 'running_mean', 'running_var'].map((part) => [`${name}.${part}`, [size]]);
const listed = (entries: readonly [string, number[]][]): ExpectedTensor[] =>
  entries.map(([name, shape]) => ({ name, shape }));

const v1 = listed([
  ['conv1.weight', [4, 3, 3, 3]],
  ...norm('bn1', 4),
  ['layer1.0.conv1.weight', [4, 4, 3, 3]],
  ...norm('layer1.0.bn1', 4),
  ['layer2.0.downsample.0.weight', [8, 4, 1, 1]],
  ...norm('layer2.0.downsample.1', 8),
  ['fc.weight', [10, 8]],
  ['fc.bias', [10]],
]);

const v2 = listed([
  ['stem.conv.weight', [4, 3, 3, 3]],
  ...norm('stages.0.blocks.0.norm1', 4),
  ['stages.0.blocks.0.conv1.weight', [4, 4, 3, 3]],
  ...norm('stages.1.blocks.0.norm2', 8),
  ['stages.1.blocks.0.downsample.conv.weight', [8, 4, 1, 1]],
  ...norm('norm', 8),
  ['head.fc.weight', [10, 8, 1, 1]],
  ['head.fc.bias', [10]],
]);

/** The network's tensors under a file's names. */
function file(state: readonly ExpectedTensor[], ...spelling: [string | RegExp, string][]): Map<string, Tensor> {
  const rename = (name: string): string => spelling.reduce((renamed, [from, to]) => renamed.replace(from, to), name);
  const names = state.map(({ name, shape }) => [rename(name), shape] as const);
  return new Map(
    [...names, ['bn1.num_batches_tracked', []] as const].map(([name, shape]) => [name, tensor(name, shape)]),
  );
}

const cifar: [string | RegExp, string][] = [
  [/^fc/, 'linear'],
  ['downsample', 'shortcut'],
];
const preactivation: [string | RegExp, string][] = [
  ['stem.conv', 'conv1'],
  [/^norm/, 'bn'],
  ['head.fc', 'linear'],
  [/^stages\.0\.blocks/, 'layer1'],
  [/^stages\.1\.blocks/, 'layer2'],
  ['.norm', '.bn'],
  ['downsample.conv', 'shortcut.0'],
];

const shapeOf = (found: number[], wanted: number[]): readonly number[] =>
  mapNames(new Map([['fc.weight', tensor('fc.weight', found)]]), [{ name: 'fc.weight', shape: wanted }]).mapped.get(
    'fc.weight',
  )!.shape;

describe('mapNames', () => {
  test.each([
    ['torchvision', v1, file(v1)],
    ['DataParallel', v1, file(v1, [/^/, 'module.'])],
    ['torch.compile in DataParallel in Lightning', v1, file(v1, [/^/, 'model.module._orig_mod.'])],
    ['CIFAR', v1, file(v1, ...cifar)],
    ['CIFAR in DataParallel', v1, file(v1, ...cifar, [/^/, 'module.'])],
    ['timm resnetv2', v2, file(v2)],
    ['pre-activation CIFAR', v2, file(v2, ...preactivation)],
    ['pre-activation CIFAR in DataParallel', v2, file(v2, ...preactivation, [/^/, 'module.'])],
  ])('%s', (_, expected, found) => {
    const { mapped, renamed } = mapNames(found, expected);
    expect([...matchState(mapped, expected).values()].map(({ name, shape }) => ({ name, shape }))).toEqual(expected);
    for (const [from, to] of renamed) expect(mapped.get(to)!.data).toBe(found.get(from)!.data);
    for (const [to] of mapped) expect(found.has(to) || renamed.some((pair) => pair[1] === to)).toBe(true);
  });

  test('renames nothing without need, and says what it renamed', () => {
    expect(mapNames(file(v1), v1).renamed).toEqual([]);
    expect(mapNames(file(v1, [/^fc/, 'linear']), v1).renamed).toEqual([
      ['linear.weight', 'fc.weight'],
      ['linear.bias', 'fc.bias'],
    ]);
    expect(mapNames(new Map([['linear.x', tensor('linear.x', [1])]]), v1).renamed).toEqual([]);
  });

  test('a linear layer and a 1×1 convolution are the same, other shapes are not', () => {
    expect(shapeOf([10, 8, 1, 1], [10, 8])).toEqual([10, 8]);
    expect(shapeOf([10, 8], [10, 8, 1, 1])).toEqual([10, 8, 1, 1]);
    expect(shapeOf([8, 10], [10, 8])).toEqual([8, 10]);
    expect(shapeOf([1, 10, 8], [10, 8])).toEqual([1, 10, 8]);
  });

  test('two names that mean one', () => {
    const found = file(v1, [/^/, 'module.']);
    found.set('fc.bias', tensor('fc.bias', [10]));
    expect(errorOf(() => mapNames(found, v1))).toBe(
      'the file has both module.fc.bias and fc.bias, which both mean fc.bias (torchvision and timm, with a prefix); remove one of them',
    );
  });
});

describe('matchState', () => {
  test('weights of another network: one report of everything', () => {
    const found = new Map(
      [
        tensor('conv1.weight', [4, 3, 7, 7]),
        tensor('fc.weight', [1000, 8]),
        tensor('layer9.0.conv1.weight', [2]),
        tensor('bn1.num_batches_tracked', []),
      ].map((tensor) => [tensor.name, tensor]),
    );
    const expected = listed([
      ['conv1.weight', [4, 3, 3, 3]],
      ['bn1.bias', [4]],
      ['fc.weight', [10, 8]],
      ['fc.bias', [10]],
      ['bn1.num_batches_tracked', []],
    ]);
    expect(errorOf(() => matchState(found, expected))).toBe(
      [
        "the weights are of another network: 3 tensors found, 4 expected; use this network's weights or change the model",
        '2 missing:',
        '  bn1.bias [4]',
        '  fc.bias [10]',
        '1 unexpected:',
        '  layer9.0.conv1.weight [2]',
        '2 misshapen:',
        '  conv1.weight: found [4, 3, 7, 7], expected [4, 3, 3, 3]',
        '  fc.weight: found [1000, 8], expected [10, 8]',
      ].join('\n'),
    );
  });

  test('of a layer that is shared, a file has one name or several, of equal tensors', () => {
    const expected = [{ name: 'a', shape: [2], aliases: ['b', 'c'] }];
    const of = (...all: readonly Tensor[]) => matchState(new Map(all.map((each) => [each.name, each])), expected);
    expect([...of(tensor('a', [2]), tensor('c', [2])).keys()]).toEqual(['a']);
    expect(of(tensor('b', [2])).get('a')?.name).toBe('a');
    const other = { ...tensor('b', [2]), data: Float32Array.of(7, 8) };
    expect(errorOf(() => of(tensor('a', [2]), other))).toContain('1 different, where layers are shared:\n  b is not a');
  });

  test('returns the expected order', () => {
    const found = new Map([tensor('b', [1]), tensor('a', [2])].map((tensor) => [tensor.name, tensor]));
    expect([
      ...matchState(
        found,
        listed([
          ['a', [2]],
          ['b', [1]],
        ]),
      ).keys(),
    ]).toEqual(['a', 'b']);
  });
});
