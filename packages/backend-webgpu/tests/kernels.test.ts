import {
  coreShape,
  identityView,
  type Core,
  type EpilogueStep,
  type Kernel,
  type KernelProgram,
  type MapShape,
  type PrepareStep,
  type View,
} from '@resnet-compile/ir';
import type { Schedule } from '@resnet-compile/compiler';
import { describe, test } from 'vitest';
import { webgpuTarget } from '../src/index.ts';
import { expectAsReference, precisions, schedule } from './on-device.ts';

type WithoutOperands<T> = T extends unknown ? Omit<T, 'input' | 'weights'> : never;
type CoreAlone = WithoutOperands<Core>;

const store = (buffer: string, channel = 0): EpilogueStep => ({ op: 'store', buffer, channel });
const add = (buffer: string, view: View): EpilogueStep => ({ op: 'add', buffer, view });
const padded = (before: number, after: number): View => ({ ...identityView, before, after });
const kernel = (name: string, kernelCore: Core, result: MapShape, ...epilogue: readonly EpilogueStep[]): Kernel => ({
  name,
  core: kernelCore,
  shape: result,
  epilogue,
  origin: {},
});
const copy = (input: string, view: View): Core => ({ kind: 'copy', input, view });

/**
 * One core with every step: its raw and its activated result are both stored, the one whole, the other as a slice of y
 * at an odd channel; two kernels then read them through odd views, and fill the first slice of y.
 */
function programOf(
  alone: CoreAlone,
  input: MapShape,
  filters?: readonly number[],
  chosen: Schedule = { tile: { pixels: 4, channels: 8 } },
): KernelProgram {
  const core = { ...alone, input: 'x', ...(filters ? { weights: 'w' } : {}) } as Core;
  const shape = coreShape(core, input, filters)!;
  const [channels, ...map] = shape;
  const wide = (count: number): MapShape => [count, ...map] as MapShape;
  const shapes = new Map<string, readonly number[]>([
    ['scale', [channels]],
    ['shift', [channels]],
    ['bias', [channels]],
    ...(filters ? [['w', filters] as const] : []),
  ]);
  return schedule(
    {
      name: 'one',
      input: 'x',
      output: 'z',
      tensors: [],
      results: [],
      parameters: [...shapes].map(([name, extents]) => ({ name, shape: extents, kind: 'parameter' })),
      prepare: [...shapes].map(([name, extents]): PrepareStep => ({
        id: name,
        op: 'parameter',
        inputs: [],
        attributes: { name, kind: 'parameter' },
        shape: extents,
      })),
      buffers: [
        { id: 'x', shape: input },
        { id: 'raw', shape },
        { id: 'y', shape: wide(2 * channels) },
        { id: 'z', shape: wide(2 * channels + 5) },
      ],
      kernels: [
        kernel(
          'a',
          core,
          shape,
          { op: 'bias', values: 'bias' },
          store('raw'),
          { op: 'relu' },
          { op: 'affine', scale: 'scale', shift: 'shift' },
          store('y', channels),
        ),
        kernel('b', copy('raw', identityView), shape, add('raw', identityView), store('y')),
        kernel(
          'c',
          copy('y', padded(1, 4)),
          wide(2 * channels + 5),
          add('y', padded(3, 2)),
          add('y', padded(4, 1)),
          { op: 'relu' },
          store('z'),
        ),
      ],
    },
    {
      target: { ...webgpuTarget, costs: { ...webgpuTarget.costs!, tiles: [chosen.tile, { pixels: 1, channels: 4 }] } },
      schedules: () => chosen,
    },
  );
}

const window = (
  kernel: readonly [number, number],
  stride: readonly [number, number],
  padding: readonly [number, number],
) => ({ kernel, stride, padding });
const maps: readonly MapShape[] = [
  [1, 1, 1],
  [5, 7, 9],
  [11, 4, 2],
];

describe.each(precisions)('every core, every step, odd sizes, stored as $name', ({ skip, ...stored }) => {
  const it = test.skipIf(skip);

  it.each<readonly [name: string, core: CoreAlone]>([
    ['max_pool', { kind: 'max_pool', ...window([3, 3], [2, 2], [1, 1]) }],
    ['average_pool', { kind: 'average_pool', ...window([3, 2], [1, 2], [1, 1]), countIncludePad: true }],
    ['average_pool of pixels', { kind: 'average_pool', ...window([2, 3], [2, 1], [1, 1]), countIncludePad: false }],
    ['mean', { kind: 'mean' }],
    ['copy', { kind: 'copy', view: identityView }],
    ['copy of every second', { kind: 'copy', view: { stride: [2, 3], before: 0, after: 0 } }],
    ['copy between zeros', { kind: 'copy', view: { stride: [1, 2], before: 2, after: 3 } }],
    ['copy without the first', { kind: 'copy', view: { stride: [1, 1], before: -1, after: 3 } }],
    ['copy without the last', { kind: 'copy', view: { stride: [1, 1], before: 4, after: -2 } }],
    ['copy behind a vector of zeros', { kind: 'copy', view: { stride: [2, 1], before: 4, after: 0 } }],
  ])('%s', async (_, core) => {
    for (const map of maps) await expectAsReference(programOf(core, map), stored);
  });

  it.each<
    readonly [
      name: string,
      input: MapShape,
      filters: readonly number[],
      groups: number,
      stride: readonly [number, number],
      padding: readonly [number, number],
    ]
  >([
    ['1×1', [3, 7, 9], [7, 3, 1, 1], 1, [1, 1], [0, 0]],
    ['1×1, strided', [8, 7, 9], [16, 8, 1, 1], 1, [2, 2], [0, 0]],
    ['3×3, prime channels', [13, 7, 9], [11, 13, 3, 3], 1, [1, 1], [1, 1]],
    ['3×3 of one pixel', [5, 1, 1], [3, 5, 3, 3], 1, [1, 1], [1, 1]],
    ['7×7, strided, three channels', [3, 13, 10], [8, 3, 7, 7], 1, [2, 2], [3, 3]],
    ['1×5 without padding', [4, 7, 9], [6, 4, 1, 5], 1, [1, 1], [0, 0]],
    ['padded in one direction', [6, 4, 5], [4, 6, 4, 1], 1, [3, 1], [2, 0]],
    ['3 groups of 2 → 3', [6, 5, 5], [9, 2, 3, 3], 3, [1, 1], [1, 1]],
    ['2 groups of 5 → 7', [10, 5, 4], [14, 5, 3, 3], 2, [2, 1], [1, 1]],
    ['7 groups of 3 → 1', [21, 3, 3], [7, 3, 3, 3], 7, [1, 1], [1, 1]],
    ['4 groups of 4 → 8', [16, 4, 3], [32, 4, 3, 3], 4, [1, 1], [1, 1]],
    ['depthwise', [11, 5, 5], [11, 1, 3, 3], 11, [1, 1], [1, 1]],
  ])('convolution: %s', (_, input, filters, groups, stride, padding) =>
    expectAsReference(
      programOf({ kind: 'convolution', groups, kernel: [filters[2]!, filters[3]!], stride, padding }, input, filters),
      stored,
    ),
  );

  it.each<
    readonly [
      winograd: 2 | 4,
      input: MapShape,
      out: number,
      padding: readonly [number, number],
      pixels: number,
      channels: number,
    ]
  >([
    [2, [4, 1, 1], 8, [1, 1], 1, 4],
    [4, [4, 1, 1], 8, [1, 1], 4, 8],
    [2, [8, 7, 9], 12, [1, 1], 8, 8],
    [4, [8, 7, 9], 12, [1, 1], 8, 12],
    [2, [12, 5, 4], 20, [0, 0], 3, 4],
    [4, [20, 11, 6], 16, [0, 1], 4, 16],
    [4, [4, 4, 8], 4, [2, 2], 8, 8],
  ])('F(%i, 3) of %s → %i, padding %s, tile %i×%i', (winograd, input, out, padding, pixels, channels) =>
    expectAsReference(
      programOf({ kind: 'convolution', groups: 1, ...window([3, 3], [1, 1], padding) }, input, [out, input[0], 3, 3], {
        winograd,
        tile: { pixels, channels },
      }),
      stored,
    ),
  );

  it.each([
    [1, 4],
    [3, 4],
    [8, 8],
    [4, 16],
    [16, 8],
  ])('tile of %i pixels × %i channels', async (pixels, channels) => {
    const chosen: Schedule = { tile: { pixels, channels } };
    await expectAsReference(
      programOf(
        { kind: 'convolution', groups: 1, ...window([3, 3], [2, 1], [1, 1]) },
        [6, 7, 9],
        [16, 6, 3, 3],
        chosen,
      ),
      stored,
    );
    await expectAsReference(
      programOf(
        { kind: 'convolution', groups: 2, ...window([3, 3], [1, 1], [1, 1]) },
        [8, 5, 4],
        [32, 4, 3, 3],
        chosen,
      ),
      stored,
    );
    await expectAsReference(
      programOf({ kind: 'convolution', groups: 1, ...window([1, 1], [1, 1], [0, 0]) }, [7, 5, 3], [8, 7, 1, 1], chosen),
      stored,
    );
  });

  it.each<readonly [pixels: number, channels: number]>([
    [1, 4],
    [4, 8],
    [3, 12],
  ])('in workgroup memory, tile of %i pixels × %i channels', async (pixels, channels) => {
    const chosen: Schedule = { workgroup: true, tile: { pixels, channels } };
    const convolutions: readonly (readonly [
      input: MapShape,
      filters: readonly number[],
      stride: readonly [number, number],
      padding: readonly [number, number],
    ])[] = [
      [
        [1, 1, 1],
        [24, 1, 1, 1],
        [1, 1],
        [0, 0],
      ],
      [
        [19, 7, 9],
        [48, 19, 1, 1],
        [1, 1],
        [0, 0],
      ],
      [
        [6, 7, 9],
        [120, 6, 3, 3],
        [2, 1],
        [1, 1],
      ],
      [
        [3, 13, 10],
        [24, 3, 7, 7],
        [2, 2],
        [3, 3],
      ],
      [
        [37, 4, 5],
        [24, 37, 4, 1],
        [3, 1],
        [2, 0],
      ],
    ];
    for (const [input, filters, stride, padding] of convolutions) {
      await expectAsReference(
        programOf(
          { kind: 'convolution', groups: 1, ...window([filters[2]!, filters[3]!], stride, padding) },
          input,
          filters,
          chosen,
        ),
        stored,
      );
    }
    await expectAsReference(programOf({ kind: 'matrix_product' }, [67, 1, 1], [24, 67], chosen), stored);
    await expectAsReference(
      programOf({ kind: 'convolution', groups: 1, ...window([3, 3], [1, 1], [1, 1]) }, [8, 7, 9], [48, 8, 3, 3], {
        ...chosen,
        winograd: 2,
      }),
      stored,
    );
    await expectAsReference(
      programOf({ kind: 'convolution', groups: 1, ...window([3, 3], [1, 1], [0, 1]) }, [20, 11, 6], [24, 20, 3, 3], {
        ...chosen,
        winograd: 4,
      }),
      stored,
    );
  });

  it.each([
    [1, 1],
    [7, 5],
    [64, 10],
    [13, 103],
  ])('matrix_product of %i → %i', (from, to) =>
    expectAsReference(programOf({ kind: 'matrix_product' }, [from, 1, 1], [to, from]), stored),
  );
});

test('more buffers than a kernel may bind', async () => {
  const shape: MapShape = [5, 3, 4];
  const ids = Array.from({ length: 17 }, (_, index) => `b${index}`);
  await expectAsReference(
    schedule({
      name: 'wide',
      input: 'x',
      output: 'y',
      tensors: [],
      results: [],
      parameters: [],
      prepare: [{ id: 'c', op: 'constant', inputs: [], attributes: { values: [1, 2, 3, 4, 5] }, shape: [5] }],
      buffers: ['x', ...ids, 'y'].map((id) => ({ id, shape })),
      kernels: [
        ...ids.map((id): Kernel => ({
          name: id,
          core: copy('x', identityView),
          shape,
          epilogue: [{ op: 'bias', values: 'c' }, store(id)],
          origin: {},
        })),
        {
          name: 'all',
          core: copy('x', identityView),
          shape,
          epilogue: [
            ...ids.flatMap((id): EpilogueStep[] => [
              add(id, identityView),
              { op: 'relu' },
              { op: 'bias', values: 'c' },
            ]),
            store('y'),
          ],
          origin: {},
        },
      ],
    }),
  );
});

const constant = (id: string, ...shape: readonly number[]): PrepareStep => ({
  id,
  op: 'constant',
  inputs: [],
  attributes: { values: Array.from({ length: shape.reduce((a, b) => a * b) }, (_, index) => (index % 5) + 1) },
  shape,
});
test('the lanes behind a slice that ends within a vector are zero, whatever the buffer held before', async () => {
  const map = [3, 2] as const;
  const bias: EpilogueStep = { op: 'bias', values: 'bias' };
  const reduce: Core = {
    kind: 'convolution',
    input: 'later',
    weights: 'filters',
    groups: 1,
    kernel: [1, 1],
    stride: [1, 1],
    padding: [0, 0],
  };
  await expectAsReference(
    schedule({
      name: 'stale',
      input: 'x',
      output: 'z',
      tensors: [],
      results: [],
      parameters: [],
      prepare: [constant('bias', 8), constant('filters', 3, 8, 1, 1)],
      buffers: (
        [
          ['x', 3],
          ['early', 8],
          ['later', 8],
          ['mid', 3],
          ['y', 7],
          ['z', 12],
        ] as const
      ).map(([id, channels]) => ({ id, shape: [channels, ...map] })),
      kernels: [
        kernel('a', copy('x', padded(0, 5)), [8, ...map], bias, store('early')),
        kernel('b', copy('early', identityView), [8, ...map], bias, store('later')),
        kernel('c', reduce, [3, ...map], store('mid')),
        kernel('d', copy('mid', identityView), [3, ...map], store('y')),
        kernel('e', copy('mid', padded(1, 0)), [4, ...map], store('y', 3)),
        kernel('f', copy('y', padded(0, 5)), [12, ...map], store('z')),
      ],
    }),
  );
});
