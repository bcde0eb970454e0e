import {
  coreOf,
  declarationOf,
  dropout,
  identityView,
  map,
  operand,
  pointwise,
  read,
  store,
  type Core,
  type CoreKind,
  type CoreOf,
  type Kernel,
  type KernelProgram,
  type MapShape,
  type Pair,
  type PrepareStep,
  type Sides,
  type Step,
  type View,
} from '@resnet-compile/ir';
import type { Schedule } from '@resnet-compile/compiler';
import { describe, test } from 'vitest';
import { webgpuTarget } from '../src/index.ts';
import { expectAsReference, precisions, schedule } from './on-device.ts';

const add = (buffer: string, view: View): Step => map(pointwise.sum, [read(buffer, view)]);
const bias = (values: string): Step => map(pointwise.sum, [], [values]);
const relu = map(pointwise.relu);
const padded = (before: number, after: number): View => ({ ...identityView, before, after });
const kernel = (name: string, kernelCore: Core, result: MapShape, ...epilogue: readonly Step[]): Kernel => ({
  name,
  core: kernelCore,
  shape: result,
  epilogue,
  origin: {},
});
const copy = (input: string, view: View): Core => coreOf('copy', {}, [read(input, view)], [], []);
/** Of the images x, and of filters w where it multiplies by some. */
const core = <Kind extends CoreKind>(kind: Kind, attributes: CoreOf<Kind>['attributes'], view = identityView): Core =>
  coreOf(
    kind,
    attributes,
    [read('x', view)] as never,
    (declarationOf({ kind }).tiled ? ['w'] : []) as never,
    [] as never,
  ) as Core;

/**
 * One core with every step: its raw and its activated result are both stored, the one whole, the other as a slice of y
 * at an odd channel; two kernels then read them through odd views, and fill the first slice of y.
 */
function programOf(
  core: Core,
  input: MapShape,
  filters?: readonly number[],
  chosen: Schedule = { tile: { pixels: 4, channels: 8 } },
): KernelProgram {
  const shape = declarationOf(core).shape(core, [input], filters ? [filters] : [], input) as MapShape;
  const [channels, ...extents] = shape;
  const wide = (count: number): MapShape => [count, ...extents] as MapShape;
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
      taps: [],
      results: [],
      parameters: [...shapes].map(([name, own]) => ({ name, shape: own, kind: 'parameter' })),
      prepare: [...shapes].map(([name, own]): PrepareStep => ({
        id: name,
        op: 'parameter',
        inputs: [],
        attributes: { name, kind: 'parameter' },
        shape: own,
        dtype: 'f32',
      })),
      buffers: [
        { id: 'x', shape: input, dtype: 'f32' },
        { id: 'raw', shape, dtype: 'f32' },
        { id: 'y', shape: wide(2 * channels), dtype: 'f32' },
        { id: 'z', shape: wide(2 * channels + 5), dtype: 'f32' },
      ],
      kernels: [
        kernel(
          'a',
          core,
          shape,
          bias('bias'),
          store('raw'),
          dropout({ rate: 0.5, per: 'element', key: 1 }),
          relu,
          map(pointwise.affine, [], ['scale', 'shift']),
          store('y', channels),
        ),
        kernel('b', copy('raw', identityView), shape, add('raw', identityView), store('y')),
        kernel(
          'c',
          copy('y', padded(1, 4)),
          wide(2 * channels + 5),
          add('y', padded(3, 2)),
          add('y', padded(4, 1)),
          relu,
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

const window = (kernel: readonly [number, number], stride: readonly [number, number], padding: Pair | Sides) => ({
  kernel,
  stride,
  padding: padding.length === 2 ? ([...padding, ...padding] as const) : padding,
});
const dense = (...given: Parameters<typeof window>) => ({ ...window(...given), dilation: [1, 1] as const });
const maps: readonly MapShape[] = [
  [1, 1, 1],
  [5, 7, 9],
  [11, 4, 2],
];

describe.each(precisions)('every core, every step, odd sizes, stored as $name', ({ skip, ...stored }) => {
  const it = test.skipIf(skip);

  it.each<readonly [name: string, core: Core]>([
    ['max_pool', core('max_pool', window([3, 3], [2, 2], [1, 1]))],
    ['average_pool', core('average_pool', { ...window([3, 2], [1, 2], [1, 1]), counted: [1, 1, 1, 1] })],
    ['average_pool of pixels', core('average_pool', { ...window([2, 3], [2, 1], [1, 1]), counted: [0, 0, 0, 0] })],
    ['mean', core('mean', { of: operand(0) })],
    ['copy', core('copy', {})],
    ['copy of every second', core('copy', {}, { stride: [2, 3], before: 0, after: 0 })],
    ['copy between zeros', core('copy', {}, { stride: [1, 2], before: 2, after: 3 })],
    ['copy without the first', core('copy', {}, { stride: [1, 1], before: -1, after: 3 })],
    ['copy without the last', core('copy', {}, { stride: [1, 1], before: 4, after: -2 })],
    ['copy behind a vector of zeros', core('copy', {}, { stride: [2, 1], before: 4, after: 0 })],
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
      programOf(core('convolution', { groups, ...dense([filters[2]!, filters[3]!], stride, padding) }), input, filters),
      stored,
    ),
  );

  it.each<
    readonly [winograd: 2 | 4, input: MapShape, out: number, padding: Pair | Sides, pixels: number, channels: number]
  >([
    [2, [4, 1, 1], 8, [1, 1], 1, 4],
    [4, [4, 1, 1], 8, [1, 1], 4, 8],
    [2, [8, 7, 9], 12, [1, 1], 8, 8],
    [4, [8, 7, 9], 12, [1, 1], 8, 12],
    [2, [12, 5, 4], 20, [0, 0], 3, 4],
    [4, [20, 11, 6], 16, [0, 1, 2, 0], 4, 16],
    [4, [4, 4, 8], 4, [2, 2], 8, 8],
  ])('F(%i, 3) of %s → %i, padding %s, tile %i×%i', (winograd, input, out, padding, pixels, channels) =>
    expectAsReference(
      programOf(core('convolution', { groups: 1, ...dense([3, 3], [1, 1], padding) }), input, [out, input[0], 3, 3], {
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
      programOf(core('convolution', { groups: 1, ...dense([3, 3], [2, 1], [1, 1]) }), [6, 7, 9], [16, 6, 3, 3], chosen),
      stored,
    );
    await expectAsReference(
      programOf(core('convolution', { groups: 2, ...dense([3, 3], [1, 1], [1, 1]) }), [8, 5, 4], [32, 4, 3, 3], chosen),
      stored,
    );
    await expectAsReference(
      programOf(core('convolution', { groups: 1, ...dense([1, 1], [1, 1], [0, 0]) }), [7, 5, 3], [8, 7, 1, 1], chosen),
      stored,
    );
  });

  // SwiftShader takes ten seconds to compile each.
  it.each<readonly [pixels: number, channels: number]>([
    [4, 8],
    ...(process.env['RESNET_COMPILE_THOROUGH'] === '1'
      ? ([
          [1, 4],
          [3, 12],
        ] as const)
      : []),
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
          core('convolution', { groups: 1, ...dense([filters[2]!, filters[3]!], stride, padding) }),
          input,
          filters,
          chosen,
        ),
        stored,
      );
    }
    await expectAsReference(programOf(core('matrix_product', {}), [67, 1, 1], [24, 67], chosen), stored);
    await expectAsReference(
      programOf(core('convolution', { groups: 1, ...dense([3, 3], [1, 1], [1, 1]) }), [8, 7, 9], [48, 8, 3, 3], {
        ...chosen,
        winograd: 2,
      }),
      stored,
    );
    await expectAsReference(
      programOf(core('convolution', { groups: 1, ...dense([3, 3], [1, 1], [0, 1]) }), [20, 11, 6], [24, 20, 3, 3], {
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
    expectAsReference(programOf(core('matrix_product', {}), [from, 1, 1], [to, from]), stored),
  );
});

test.each<readonly [forward: Core, filters: readonly number[] | undefined, backward: Core]>(
  [
    ...[1, 3].map((groups) => {
      const attributes = { groups, ...dense([3, 3], [2, 1], [1, 1]) };
      const back = coreOf('input_gradient', attributes, [{ buffer: 'y' }], ['w'], []);
      return [core('convolution', attributes), [9, 6 / groups, 3, 3], back] as const;
    }),
    [
      core('max_pool', window([3, 2], [2, 1], [1, 1])),
      undefined,
      coreOf('max_pool_gradient', window([3, 2], [2, 1], [1, 1]), [{ buffer: 'y' }, { buffer: 'x' }], [], []),
    ],
    [
      core('average_pool', { ...window([2, 3], [2, 1], [1, 1]), counted: [0, 0, 0, 0] }),
      undefined,
      coreOf(
        'average_pool_gradient',
        { ...window([2, 3], [2, 1], [1, 1]), counted: [0, 0, 0, 0] },
        [{ buffer: 'y' }],
        [],
        [],
      ),
    ],
    [core('mean', { of: operand(0) }), undefined, coreOf('spread', {}, [{ buffer: 'y' }], [], [])],
    [
      core('copy', {}, { stride: [2, 3], before: 0, after: 0 }),
      undefined,
      coreOf('upsample', { stride: [2, 3] }, [{ buffer: 'y' }], [], []),
    ],
  ].map((each) => each as never),
)('the gradient of %j outside of training', async (forward, filters, backward) => {
  const x: MapShape = [6, 7, 9];
  const y = declarationOf(forward).shape(forward, [x], filters ? [filters] : [], x) as MapShape;
  await expectAsReference(
    schedule({
      name: 'gradient',
      input: 'x',
      output: 'dx',
      tensors: [],
      taps: [],
      results: [],
      parameters: [],
      prepare: filters ? [constant('w', ...filters)] : [],
      buffers: [
        { id: 'x', shape: x, dtype: 'f32' },
        { id: 'y', shape: y, dtype: 'f32' },
        { id: 'dx', shape: x, dtype: 'f32' },
      ],
      kernels: [kernel('y', forward, y, store('y')), kernel('dx', backward, x, relu, store('dx'))],
    }),
  );
});

test.each<readonly [channels: number, out: number, stride: Pair, dilation: Pair, pixels: number, wide: number]>([
  [6, 9, [1, 1], [1, 1], 4, 4],
  [70, 20, [1, 1], [1, 1], 4, 8],
  [40, 36, [2, 1], [1, 1], 8, 8],
  [5, 70, [2, 3], [2, 2], 2, 4],
])(
  'in workgroup memory, the gradient of %i → %i channels, stride %j, dilation %j, tile of %i pixels × %i channels',
  async (channels, out, stride, dilation, pixels, wide) => {
    const x: MapShape = [channels, 7, 9];
    const attributes = { groups: 1, ...window([3, 3], stride, [1, 1]), dilation };
    const forward = core('convolution', attributes);
    const y = declarationOf(forward).shape(forward, [x], [[out, channels, 3, 3]], x) as MapShape;
    const chosen: Schedule = { workgroup: true, tile: { pixels, channels: wide } };
    await expectAsReference(
      schedule(
        {
          name: 'gradient',
          input: 'x',
          output: 'dx',
          tensors: [],
          taps: [],
          results: [],
          parameters: [],
          prepare: [constant('w', out, channels, 3, 3)],
          buffers: [
            { id: 'x', shape: x, dtype: 'f32' },
            { id: 'y', shape: y, dtype: 'f32' },
            { id: 'dx', shape: x, dtype: 'f32' },
          ],
          kernels: [
            kernel('y', forward, y, store('y')),
            kernel('dx', coreOf('input_gradient', attributes, [{ buffer: 'y' }], ['w'], []), x, store('dx')),
          ],
        },
        {
          target: {
            ...webgpuTarget,
            costs: { ...webgpuTarget.costs, tiles: [chosen.tile, { pixels: 1, channels: 4 }] },
          },
          schedules: () => chosen,
        },
      ),
    );
  },
);

test('more buffers than a kernel may bind', async () => {
  const shape: MapShape = [5, 3, 4];
  const ids = Array.from({ length: 17 }, (_, index) => `b${index}`);
  await expectAsReference(
    schedule({
      name: 'wide',
      input: 'x',
      output: 'y',
      tensors: [],
      taps: [],
      results: [],
      parameters: [],
      prepare: [
        { id: 'c', op: 'constant', inputs: [], attributes: { values: [1, 2, 3, 4, 5] }, shape: [5], dtype: 'f32' },
      ],
      buffers: ['x', ...ids, 'y'].map((id) => ({ id, shape, dtype: 'f32' })),
      kernels: [
        ...ids.map((id): Kernel => ({
          name: id,
          core: copy('x', identityView),
          shape,
          epilogue: [bias('c'), store(id)],
          origin: {},
        })),
        {
          name: 'all',
          core: copy('x', identityView),
          shape,
          epilogue: [...ids.flatMap((id): Step[] => [add(id, identityView), relu, bias('c')]), store('y')],
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
  dtype: 'f32',
});
test('the lanes behind a slice that ends within a vector are zero, whatever the buffer held before', async () => {
  const extents = [3, 2] as const;
  const attributes = { groups: 1, ...dense([1, 1], [1, 1], [0, 0]) };
  const reduce = coreOf('convolution', attributes, [{ buffer: 'later' }], ['filters'], []);
  await expectAsReference(
    schedule({
      name: 'stale',
      input: 'x',
      output: 'z',
      tensors: [],
      taps: [],
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
      ).map(([id, channels]) => ({ id, shape: [channels, ...extents], dtype: 'f32' })),
      kernels: [
        kernel('a', copy('x', padded(0, 5)), [8, ...extents], bias('bias'), store('early')),
        kernel('b', copy('early', identityView), [8, ...extents], bias('bias'), store('later')),
        kernel('c', reduce, [3, ...extents], store('mid')),
        kernel('d', copy('mid', identityView), [3, ...extents], store('y')),
        kernel('e', copy('mid', padded(1, 0)), [4, ...extents], store('y', 3)),
        kernel('f', copy('y', padded(0, 5)), [12, ...extents], store('z')),
      ],
    }),
  );
});
