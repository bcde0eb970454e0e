import { pointwise } from '@resnet-compile/ir';
import { describe, expect, it } from 'vitest';
import { applyOp, type Tensor } from './apply-op.ts';
import { fc, test } from './fast-check.ts';

type Get = (n: number, c: number, y: number, x: number) => number;

/** A tensor as a function of its position, zero outside. */
const reader =
  ({ shape: [, channels, height, width], data }: Tensor): Get =>
  (n, c, y, x) =>
    y < 0 || x < 0 || y >= height! || x >= width! ? 0 : data[x + width! * (y + height! * (c + channels! * n))]!;

/** The definition of conv2d, one output at a time. */
function naive(
  x: Tensor,
  filters: Tensor,
  [sy, sx]: readonly number[],
  [top, right, bottom, left]: readonly number[],
  groups: number,
  [dy, dx]: readonly number[] = [1, 1],
): Tensor {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const [out, , kh, kw] = filters.shape as [number, number, number, number];
  const h = Math.floor((height + top! + bottom! - (kh - 1) * dy! - 1) / sy!) + 1;
  const w = Math.floor((width + left! + right! - (kw - 1) * dx! - 1) / sx!) + 1;
  const [at, filter] = [reader(x), reader(filters)];
  const data: number[] = [];
  for (let n = 0; n < batch; n++)
    for (let o = 0; o < out; o++)
      for (let y = 0; y < h; y++)
        for (let z = 0; z < w; z++) {
          let sum = 0;
          for (let c = 0; c < channels; c++) {
            if (Math.floor((c * groups) / channels) !== Math.floor((o * groups) / out)) continue;
            for (let k = 0; k < kh * kw; k++) {
              const [i, j] = [Math.floor(k / kw), k % kw];
              const pixel = at(n, c, y * sy! + i * dy! - top!, z * sx! + j * dx! - left!);
              sum += pixel * filter(o, c % (channels / groups), i, j);
            }
          }
          data.push(sum);
        }
  return { shape: [batch, out, h, w], data };
}

// Small integers: every sum is exact, so that results are equal and not only close.
const integers = (...shape: readonly number[]): fc.Arbitrary<Tensor> => {
  const length = shape.reduce((a, b) => a * b, 1);
  return fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: length, maxLength: length })
    .map((data) => ({ shape, data }));
};
const pair = (min: number, max: number): fc.Arbitrary<readonly [number, number]> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const ramp = (of: readonly number[], factor: number): Tensor => ({
  shape: of,
  data: Array.from({ length: of.reduce((a, b) => a * b, 1) }, (_, i) => ((i * factor) % 17) - 8),
});

/** Of both ends of an axis. */
const around = ([top, right, bottom, left]: readonly [number, number, number, number], axis: number): number =>
  axis === 0 ? top + bottom : left + right;

const convolutions = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    size: pair(1, 9),
    kernel: pair(1, 4),
    stride: pair(1, 3),
    padding: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3)),
    dilation: pair(1, 3),
    groups: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 1, max: 3 }),
    out: fc.integer({ min: 1, max: 3 }),
  })
  .filter(({ size, kernel, padding, dilation }) =>
    size.every((extent, axis) => extent + around(padding, axis) > (kernel[axis]! - 1) * dilation[axis]!),
  )
  .chain((shape) =>
    fc.record({
      x: integers(shape.batch, shape.channels * shape.groups, ...shape.size),
      filters: integers(shape.out * shape.groups, shape.channels, ...shape.kernel),
      stride: fc.constant(shape.stride),
      padding: fc.constant(shape.padding),
      dilation: fc.constant(shape.dilation),
      groups: fc.constant(shape.groups),
    }),
  );

describe('conv2d', () => {
  test.prop(convolutions, 'is its definition', ({ x, filters, stride, padding, dilation, groups }) => {
    const expected = naive(x, filters, stride, padding, groups, dilation);
    const actual = applyOp('conv2d', { stride, padding, dilation, groups }, x, filters);
    expect(actual.shape).toEqual(expected.shape);
    expect(Array.from(actual.data)).toEqual(expected.data);
  });

  it.each([
    ['1×1 map', [1, 5, 1, 1], [7, 5, 1, 1], 1, 0, 1],
    ['1×1 map in a padded 3×3', [1, 5, 1, 1], [7, 5, 3, 3], 2, 1, 1],
    ['7×9 map, prime channels, stride 2', [1, 13, 7, 9], [11, 13, 3, 3], 2, 1, 1],
    ['7×7 stem on an odd size', [2, 3, 23, 19], [5, 3, 7, 7], 2, 3, 1],
    ['depthwise', [2, 7, 5, 6], [14, 1, 3, 3], 1, 1, 7],
    ['stride beyond the kernel', [1, 3, 8, 8], [3, 3, 1, 1], 3, 0, 1],
  ] as const)('%s', (_, shape, filters, stride, padding, groups) => {
    const [x, w] = [ramp(shape, 5), ramp(filters, 7)];
    const window = { stride: [stride, stride], padding: [padding, padding, padding, padding] } as const;
    const actual = applyOp('conv2d', { ...window, dilation: [1, 1], groups }, x, w);
    expect(Array.from(actual.data)).toEqual(naive(x, w, window.stride, window.padding, groups).data);
  });
});

const pools = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    channels: fc.integer({ min: 1, max: 5 }),
    size: pair(1, 9),
    kernel: pair(1, 4),
    stride: pair(1, 3),
  })
  .chain((shape) =>
    fc.record({
      x: integers(shape.batch, shape.channels, ...shape.size),
      kernel: fc.constant(shape.kernel),
      stride: fc.constant(shape.stride),
      padding: fc
        .tuple(fc.nat(shape.kernel[0] >> 1), fc.nat(shape.kernel[1] >> 1))
        .map(([down, across]) => [down, across, down, across] as const),
    }),
  )
  .filter(({ x, kernel, padding }) => kernel.every((size, axis) => x.shape[axis + 2]! + 2 * padding[axis]! >= size));

describe('pooling', () => {
  test.prop(
    pools,
    'an average is a convolution with equal taps; without counting, divided by how many lie inside',
    ({ x, ...window }) => {
      const channels = x.shape[1]!;
      const taps = window.kernel[0] * window.kernel[1];
      const filters = { shape: [channels, 1, ...window.kernel], data: Array(channels * taps).fill(1) as number[] };
      const ones = { shape: x.shape, data: Array.from(x.data, () => 1) };
      const convolved = (of: Tensor): ArrayLike<number> =>
        naive(of, filters, window.stride, window.padding, channels).data;
      const [sums, inside] = [convolved(x), convolved(ones)];
      const counted = applyOp('average_pool', { ...window, counted: window.padding }, x);
      const uncounted = applyOp('average_pool', { ...window, counted: [0, 0, 0, 0] }, x);
      expect(Array.from(counted.data)).toEqual(Array.from(sums, (sum) => sum / taps));
      expect(Array.from(uncounted.data)).toEqual(Array.from(sums, (sum, i) => sum / inside[i]!));
    },
  );

  test.prop(pools, 'a maximum is that of the shifted maps, −∞ outside', ({ x, ...window }) => {
    const at = reader(x);
    const [, , height, width] = x.shape as [number, number, number, number];
    const result = applyOp('max_pool', window, x);
    const [batch, channels, h, w] = result.shape as [number, number, number, number];
    const expected = new Float64Array(batch * channels * h * w).fill(-Infinity);
    for (let i = 0; i < window.kernel[0]; i++)
      for (let j = 0; j < window.kernel[1]; j++)
        expected.forEach((best, index) => {
          const [z, y, plane] = [index % w, Math.floor(index / w) % h, Math.floor(index / (w * h))];
          const [row, column] = [
            y * window.stride[0] + i - window.padding[0],
            z * window.stride[1] + j - window.padding[1],
          ];
          if (row < 0 || column < 0 || row >= height || column >= width) return;
          expected[index] = Math.max(best, at(Math.floor(plane / channels), plane % channels, row, column));
        });
    expect(result.data).toEqual(expected);
  });
});

describe('laws', () => {
  const maps = fc
    .record({ batch: fc.integer({ min: 1, max: 3 }), channels: fc.integer({ min: 1, max: 5 }), size: pair(1, 7) })
    .chain(({ batch, channels, size }) => integers(batch, channels, ...size));

  test.prop(
    fc.tuple(maps, pair(1, 3), fc.nat(3), fc.nat(3)),
    'subsample and pad_channels are a strided 1×1 convolution with a shifted identity',
    ([x, stride, before, after]) => {
      const channels = x.shape[1]!;
      const out = before + channels + after;
      const filters = {
        shape: [out, channels, 1, 1],
        data: Array.from({ length: out * channels }, (_, i) =>
          Number(Math.floor(i / channels) - before === i % channels),
        ),
      };
      const kept = applyOp('subsample', { stride }, x);
      const padded = applyOp('pad_channels', { before, after }, kept);
      expect(Array.from(padded.data)).toEqual(
        Array.from(
          applyOp('conv2d', { stride, padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1 }, x, filters).data,
          (v) => v,
        ),
      );
    },
  );

  test.prop(maps, 'the global average is an average over a window of the whole map', (x) => {
    const window = {
      kernel: [x.shape[2]!, x.shape[3]!],
      stride: [1, 1],
      padding: [0, 0, 0, 0],
      counted: [0, 0, 0, 0],
    } as const;
    expect(applyOp('global_average_pool', {}, x)).toEqual(applyOp('average_pool', window, x));
  });

  test.prop(maps, 'batch norm is the affine map of its scale and shift', (x) => {
    const vector = (f: (c: number) => number): Tensor => ({
      shape: [x.shape[1]!],
      data: Array.from({ length: x.shape[1]! }, (_, c) => f(c)),
    });
    const [gamma, beta, mean, variance] = [
      vector((c) => c + 0.5),
      vector((c) => 1 - c),
      vector((c) => c / 3),
      vector((c) => 0.1 + c),
    ];
    const scale = applyOp('map', { of: pointwise.batchNormScale(1e-5) }, gamma, variance);
    const shift = applyOp('map', { of: pointwise.batchNormShift }, beta, mean, scale);
    const direct = applyOp('batch_norm', { epsilon: 1e-5, momentum: 0.1 }, x, gamma, beta, mean, variance);
    const affine = applyOp('map', { of: pointwise.affine }, x, scale, shift);
    affine.data.forEach((value, i) => expect(value).toBeCloseTo(direct.data[i]!, 12));
  });
});
