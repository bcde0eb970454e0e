import { describe, expect, test } from 'vitest';
import { torchStorage, type TorchStorage } from '../src/torch-storage.ts';
import { torchElements, torchTensor } from '../src/torch-tensor.ts';
import { errorOf } from './fixture.ts';

const type = { kind: 'storage type', name: 'torch.FloatStorage', dtype: 'F32' } as const;
const stored = (...id: readonly unknown[]): TorchStorage => torchStorage(['storage', type, ...id]) as TorchStorage;
const storage = stored('7', 'cpu', 6);
const bytes = new Uint8Array(Float32Array.of(0, 1, 2, 3, 4, 5).buffer);
const tensor = (offset: number, shape: number[], strides: number[], of: TorchStorage = storage) =>
  torchTensor([of, offset, shape, strides]);

describe('torchElements', () => {
  test.each([
    [tensor(0, [2, 3], [3, 1]), [0, 1, 2, 3, 4, 5]],
    [tensor(0, [3, 2], [1, 3]), [0, 3, 1, 4, 2, 5]],
    [tensor(1, [2], [4]), [1, 5]],
    [tensor(5, [], []), [5]],
    [tensor(0, [1, 6, 1], [99, 1, 99]), [0, 1, 2, 3, 4, 5]],
    [tensor(0, [2, 2], [0, 1]), [0, 1, 0, 1]],
    [tensor(9, [0, 4], [4, 1]), []],
    [torchTensor([{ ...storage, dtype: 'U8', numel: 24 }, 1, [2], [3]], 'F32'), [1, 4]],
    [tensor(1, [2], [1], stored('7', 'cpu', 6, ['8', 2, 3])), [3, 4]],
  ])('%j', (tensor, elements) => {
    expect([...torchElements('a', tensor, bytes)]).toEqual(elements);
  });

  test.each([
    [tensor(1, [2, 3], [3, 1]), 'a [2,3], offset 1, strides [3,1], reaches element 6 of storage 7, which has 6'],
    [tensor(2, [2], [1], stored('7', 'cpu', 6, ['8', 2, 3])), 'reaches element 3 of storage 7, which has 3'],
    [tensor(0, [2 ** 50, 2 ** 50], [2 ** 50, 2 ** 50]), 'reaches element'],
    [tensor(0, [2 ** 40], [0]), 'repeats the 6 elements of storage 7; save a copy: tensor.contiguous()'],
  ])('%j', (tensor, message) => {
    expect(errorOf(() => torchElements('a', tensor, bytes))).toContain(message);
  });

  test.each([
    [[storage, -1, [1], [1]]],
    [[storage, 0, [1], [-1]]],
    [[storage, 0, [1], []]],
    [[storage, 0, [1.5], [1]]],
    [[null, 0, [], []]],
    [[]],
  ])('malformed: %j', (args) => {
    expect(errorOf(() => torchTensor(args))).toContain('a tensor without storage, offset, sizes or strides');
  });
});
