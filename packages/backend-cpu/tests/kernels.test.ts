import {
  averagePool,
  batchNorm,
  concatenate,
  conv,
  globalAveragePool,
  maxPool,
  padChannels,
  relu,
  residual,
  sequential,
  subsample,
  type InputShape,
  type Layer,
  type Pair,
} from '@resnet-compile/dsl';
import { holdsForAll } from '@resnet-compile/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuTarget } from '../src/index.ts';
import { graphOfLayers, schedule } from './engine.ts';
import { expectReference } from './expect-reference.ts';

const expectLayers = (input: InputShape, ...layers: readonly Layer[]): Promise<void> =>
  expectReference(schedule(graphOfLayers(input, layers)));
const conv3 = (channels: number): Layer => conv(channels, { kernel: 3 });
const extents = (max: number): fc.Arbitrary<Pair> => fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));

describe('convolutions', () => {
  it.each([1, 2, 3, 5, 7, 13, 17])('%d channels', (channels) =>
    expectLayers([channels, 7, 9], conv3(channels), relu(), conv(channels + 1)),
  );
  it.each<readonly [Pair, Pair]>([
    [
      [1, 1],
      [1, 1],
    ],
    [
      [1, 3],
      [1, 2],
    ],
    [
      [5, 2],
      [3, 1],
    ],
    [
      [7, 7],
      [2, 2],
    ],
    [
      [4, 6],
      [2, 3],
    ],
    [
      [3, 1],
      [1, 1],
    ],
  ])('kernels of %j, strides of %j', (kernel, stride) =>
    expectLayers([3, 9, 7], conv(6, { kernel, stride, bias: true }), conv(3, { kernel })),
  );
  it.each([0, 1, 2, 3, 4])('a padding of %d', (padding) =>
    expectLayers([3, 5, 4], conv(5, { kernel: 3, padding }), conv(2, { kernel: [1, 2], padding: [0, padding] })),
  );
  it.each<Pair>([
    [1, 16],
    [4, 4],
    [5, 5],
    [7, 7],
  ])('%d×%d pixels, no multiple of a tile', (...size) =>
    expectLayers([3, ...size], conv3(18), residual({ body: conv3(18), activation: relu() })),
  );
  it.each([40, 140, 300, 1000])('%d channels, no multiple of a slice', (channels) =>
    expectLayers([5, 4, 3], conv(channels, { bias: true }), relu(), conv(7), residual({ body: conv3(7) })),
  );
  it('of one pixel', () => expectLayers([5, 1, 1], conv3(7), conv(3, { kernel: 7 })));
  it.each<readonly [channels: number, out: number, groups: number]>([
    [1, 1, 1],
    [2, 2, 2],
    [3, 3, 3],
    [5, 5, 5],
    [8, 8, 8],
    [13, 13, 13],
    [16, 16, 16],
    [8, 24, 8],
    [6, 3, 3],
    [4, 8, 2],
    [6, 6, 2],
    [9, 9, 3],
    [10, 10, 2],
    [15, 15, 5],
    [20, 20, 4],
    [12, 18, 6],
    [32, 32, 2],
    [24, 40, 8],
    [12, 20, 4],
  ])('%d → %d channels in %d groups', (channels, out, groups) =>
    expectLayers(
      [channels, 5, 7],
      conv(out, { kernel: 3, groups }),
      relu(),
      conv(out, { kernel: [1, 3], groups: out }),
    ),
  );
  it.each([1, 2, 5, 12])('blocks of tiles of %d pixels', async (pixels) => {
    const layers = [
      conv3(26),
      residual({ body: [conv3(26), batchNorm()], activation: relu() }),
      concatenate([conv(17), conv3(31)]),
      conv(37, { kernel: 3, stride: 2 }),
    ];
    await expectReference(
      schedule(graphOfLayers([3, 5, 7], layers), { ...cpuTarget, tile: { pixels, channels: 16 }, cacheBytes: 1 }),
    );
  });

  const cases = fc.record({
    groups: fc.constantFrom(1, 1, 1, 2, 3, 4, 5, 8),
    perGroup: fc.constantFrom(1, 2, 3, 5),
    outPerGroup: fc.constantFrom(1, 2, 3, 4, 5, 7),
    size: extents(11),
    kernel: extents(7),
    stride: extents(3),
    padding: fc.tuple(fc.nat(4), fc.nat(4)),
    bias: fc.boolean(),
    after: fc.nat(3),
    stem: fc.boolean(),
  });
  it('of random shapes', () =>
    holdsForAll(
      cases,
      100,
      async ({ groups, perGroup, outPerGroup, size, kernel, stride, padding, bias, after, stem }) => {
        if (size.some((extent, axis) => extent + 2 * padding[axis]! < kernel[axis]!)) return;
        const [channels, out] = [groups * perGroup, groups * outPerGroup];
        const behind = [[], [relu()], [residual({ body: batchNorm() })], [concatenate([relu(), conv3(3)])]][after]!;
        const before = stem ? [conv(channels), relu()] : [];
        await expectLayers(
          [stem ? 3 : channels, ...size],
          ...before,
          conv(out, { kernel, stride, padding, groups, bias }),
          ...behind,
        );
      },
    ));
});

describe('pooling', () => {
  it.each([1, 3, 4, 5, 17, 18])('%d channels', (channels) =>
    expectLayers(
      [channels, 7, 9],
      maxPool({ kernel: 3, stride: 2, padding: 1 }),
      averagePool({ kernel: [2, 3], stride: 1, padding: [1, 0] }),
      averagePool({ kernel: 3, stride: 2, padding: 1, countIncludePad: false }),
    ),
  );
  it.each<readonly [kernel: Pair, stride: Pair, padding: Pair]>([
    [
      [1, 1],
      [1, 1],
      [0, 0],
    ],
    [
      [2, 2],
      [2, 2],
      [1, 1],
    ],
    [
      [5, 3],
      [3, 2],
      [2, 1],
    ],
    [
      [4, 1],
      [1, 3],
      [2, 0],
    ],
    [
      [7, 7],
      [1, 1],
      [3, 3],
    ],
  ])('windows of %j, strides of %j, a padding of %j', async (kernel, stride, padding) => {
    // Of negative values too: padding never wins.
    for (const size of [
      [7, 9],
      [4, 3],
      [1, 1],
    ] as const) {
      if (size.some((extent, axis) => extent + 2 * padding[axis]! < kernel[axis]!)) continue;
      await expectLayers(
        [5, ...size],
        concatenate([
          maxPool({ kernel, stride, padding }),
          averagePool({ kernel, stride, padding }),
          averagePool({ kernel, stride, padding, countIncludePad: false }),
        ]),
        relu(),
      );
    }
  });
  it.each<InputShape>([
    [1, 1, 1],
    [3, 7, 9],
    [17, 1, 5],
    [20, 13, 2],
  ])('the mean of %d×%d×%d', (...input) => expectLayers(input, conv(input[0]), globalAveragePool(), relu()));
});

describe('copies, views and slices', () => {
  it.each([1, 2, 3, 5, 18])('%d channels, strided and padded', (channels) =>
    expectLayers(
      [channels, 7, 9],
      subsample([2, 3]),
      padChannels({ before: 3, after: 2 }),
      conv(channels),
      residual({ body: conv(channels + 3), shortcut: padChannels({ before: 1, after: 2 }) }),
    ),
  );
  it.each([1, 2, 3, 5, 6, 9, 15, 16, 17, 18, 19, 23, 31, 33])('a slice of %d channels between others', (channels) =>
    expectLayers(
      [3, 5, 3],
      conv(2),
      concatenate([
        conv3(3),
        conv3(channels),
        sequential([conv(channels), relu(), maxPool({ kernel: 3, stride: 1, padding: 1 })]),
        padChannels({ before: channels }),
        conv(5),
      ]),
      conv(3),
    ),
  );
  it('images that are added, by convolutions that read them unpadded', () =>
    expectLayers([3, 5, 5], residual({ body: conv(3) }), conv(4, { kernel: 5 })));
  it('more zero channels than there is memory around', async () => {
    await expectLayers([1, 2, 1], padChannels({ before: 20_000, after: 60_000 }));
    await expectLayers(
      [1, 1, 1],
      conv(1),
      residual({ body: [padChannels({ after: 70_000 })], shortcut: padChannels({ before: 70_000 }) }),
    );
  });
});

describe('in place', () => {
  // 1, 35 and 63 pixels are no multiples of a tile's 6.
  it.each<readonly [number, number, number]>([
    [3, 1, 1],
    [5, 5, 7],
    [18, 7, 9],
    [8, 2, 3],
  ])('a residual of %d×%d×%d', async (channels, height, width) => {
    const layers = [
      conv3(channels),
      relu(),
      residual({ body: [conv3(channels), batchNorm(), relu(), conv3(channels), batchNorm()], activation: relu() }),
    ];
    const program = schedule(graphOfLayers([2, height, width], [...layers, ...layers.slice(2)]));
    const places = program.buffers.map(({ placement }) => JSON.stringify(placement));
    expect(new Set(places).size).toBeLessThan(places.length);
    await expectReference(program);
    await expectReference(schedule(graphOfLayers([2, height, width], layers), { ...cpuTarget, cacheBytes: 1 }));
  });
});
