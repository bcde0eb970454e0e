import {
  add,
  constant,
  divide,
  max,
  min,
  multiply,
  operand,
  pointwise,
  subtract,
  type OpName,
  type SourceOps,
} from '@resnet-compile/ir';
import { describe, expect, it } from 'vitest';
import { graphOps } from '../src/ops/index.ts';
import { applyOp, type Tensor } from './apply-op.ts';

const tensor = (shape: readonly number[], ...data: readonly number[]): Tensor => ({ shape, data });
const ramp = (...shape: readonly number[]): Tensor => ({
  shape,
  data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i + 1),
});
const window = { kernel: [2, 2], stride: [1, 1], padding: [0, 0, 0, 0] } as const;
const x = ramp(1, 2, 2, 2);
const deviation = subtract(operand(0), operand(1));
const squaredDeviation = multiply(deviation, deviation);
const relu6 = min(max(add(operand(0), constant(3)), constant(0)), constant(6));
const hardSwish = divide(multiply(operand(0), relu6), constant(6));

type Case = readonly [
  actual: () => { readonly shape: readonly number[]; readonly data: Float64Array },
  shape: readonly number[],
  data: readonly number[],
];

/** Held against PyTorch, and finite differences, as parts of a training step. */
const ofTraining = [
  'conv2d_input_gradient',
  'conv2d_filter_gradient',
  'dense_input_gradient',
  'dense_weight_gradient',
  'batch_mean',
  'batch_variance',
  'batch_normalize',
  'batch_norm_input_gradient',
  'running_average',
  'channel_sum',
  'total',
  'channel_convolution_input_gradient',
  'channel_convolution_filter_gradient',
  'max_pool_gradient',
  'average_pool_gradient',
  'global_average_pool_gradient',
  'unflatten',
  'upsample_zeros',
  'loss',
  'loss_gradient',
  'correct',
] as const satisfies readonly OpName[];

/** Worked out on paper. A new operation without a case is a type error here. */
const cases: {
  readonly [Op in Exclude<OpName, keyof SourceOps | (typeof ofTraining)[number]>]: readonly Case[];
} = {
  conv2d: [
    // 1·1 + 2·2 + 4·3 + 5·4, …
    [
      () =>
        applyOp(
          'conv2d',
          { stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1 },
          ramp(1, 1, 3, 3),
          ramp(1, 1, 2, 2),
        ),
      [1, 1, 2, 2],
      [37, 47, 67, 77],
    ],
    // A cross-correlation is not flipped: the tap at the top left meets the pixel up and to the left.
    [
      () =>
        applyOp(
          'conv2d',
          { stride: [2, 2], padding: [1, 1, 1, 1], dilation: [1, 1], groups: 1 },
          ramp(1, 1, 3, 3),
          tensor([1, 1, 3, 3], 1, 0, 0, 0, 0, 0, 0, 0, 0),
        ),
      [1, 1, 2, 2],
      [0, 0, 0, 5],
    ],
    [
      () =>
        applyOp(
          'conv2d',
          { stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: 2 },
          x,
          tensor([2, 1, 1, 1], 2, 3),
          tensor([2], 10, 20),
        ),
      [1, 2, 2, 2],
      [12, 14, 16, 18, 35, 38, 41, 44],
    ],
  ],
  dense: [
    [
      () =>
        applyOp(
          'dense',
          {},
          tensor([2, 3, 1, 1], 1, 2, 3, 4, 5, 6),
          tensor([2, 3], 1, 0, -1, 1, 1, 1),
          tensor([2], 0.5, 0),
        ),
      [2, 2],
      [-1.5, 6, -1.5, 15],
    ],
  ],
  slice_channels: [
    [() => applyOp('slice_channels', { from: 1, count: 2 }, ramp(1, 3, 1, 2)), [1, 2, 1, 2], [3, 4, 5, 6]],
  ],
  // (x − 1)/√(3 + 1)·4 + 0 on the first channel; (x − 5)/√(0 + 1)·1 − 1 on the second.
  batch_norm: [
    [
      () =>
        applyOp(
          'batch_norm',
          { epsilon: 1, momentum: 0.1 },
          x,
          tensor([2], 4, 1),
          tensor([2], 0, -1),
          tensor([2], 1, 5),
          tensor([2], 3, 0),
        ),
      [1, 2, 2, 2],
      [0, 2, 4, 6, -1, 0, 1, 2],
    ],
  ],
  map: [
    [
      () => applyOp('map', { of: pointwise.affine }, x, tensor([2], 2, -1), tensor([2], 1, 0)),
      [1, 2, 2, 2],
      [3, 5, 7, 9, -5, -6, -7, -8],
    ],
    [() => applyOp('map', { of: pointwise.relu }, tensor([1, 1, 2, 2], -1, 0, 2, -0.5)), [1, 1, 2, 2], [0, 0, 2, 0]],
    [
      () => applyOp('map', { of: pointwise.sum }, ramp(2, 1, 1, 2), tensor([2, 1, 1, 2], 10, 20, 30, 40)),
      [2, 1, 1, 2],
      [11, 22, 33, 44],
    ],
    // Maps and vectors in any order: 10 − (1, 3), 20 − (2, 4), of two images.
    [
      () => applyOp('map', { of: subtract(operand(1), operand(0)) }, ramp(2, 2, 1, 1), tensor([2], 10, 20)),
      [2, 2, 1, 1],
      [9, 18, 7, 16],
    ],
    // Rows, as a dense layer makes them.
    [() => applyOp('map', { of: pointwise.sum }, ramp(2, 2), tensor([2], 10, 20)), [2, 2], [11, 22, 13, 24]],
    // A gate: x·min(max(x + 3, 0), 6)/6 (Howard et al. 2019).
    [() => applyOp('map', { of: hardSwish }, tensor([1, 1, 1, 5], -4, -3, 0, 3, 6)), [1, 1, 1, 5], [-0, -0, 0, 3, 6]],
    [() => applyOp('map', { of: pointwise.batchNormScale(1) }, tensor([2], 4, 6), tensor([2], 3, 8)), [2], [2, 2]],
    [
      () => applyOp('map', { of: pointwise.batchNormShift }, tensor([2], 1, 2), tensor([2], 3, 4), tensor([2], 2, 0.5)),
      [2],
      [-5, 0],
    ],
    [
      () => applyOp('map', { of: pointwise.affine }, tensor([2], 1, 2), tensor([2], 3, 4), tensor([2], 5, 6)),
      [2],
      [8, 14],
    ],
  ],
  // Image by image, not all of the first operand before the second.
  concatenate: [
    [
      () => applyOp('concatenate', {}, ramp(2, 1, 1, 2), tensor([2, 2, 1, 2], 10, 20, 30, 40, 50, 60, 70, 80)),
      [2, 3, 1, 2],
      [1, 2, 10, 20, 30, 40, 3, 4, 50, 60, 70, 80],
    ],
  ],
  max_pool: [
    [() => applyOp('max_pool', window, ramp(1, 1, 3, 3)), [1, 1, 2, 2], [5, 6, 8, 9]],
    // Padding never wins, though all pixels are negative.
    [
      () =>
        applyOp(
          'max_pool',
          { kernel: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1] },
          tensor([1, 1, 2, 2], -1, -2, -3, -4),
        ),
      [1, 1, 1, 1],
      [-1],
    ],
  ],
  average_pool: [
    [
      () =>
        applyOp(
          'average_pool',
          { kernel: [2, 2], stride: [2, 2], padding: [1, 1, 1, 1], counted: [1, 1, 1, 1] },
          ramp(1, 1, 2, 2),
        ),
      [1, 1, 2, 2],
      [0.25, 0.5, 0.75, 1],
    ],
    [
      () =>
        applyOp(
          'average_pool',
          { kernel: [2, 2], stride: [2, 2], padding: [1, 1, 1, 1], counted: [0, 0, 0, 0] },
          ramp(1, 1, 2, 2),
        ),
      [1, 1, 2, 2],
      [1, 2, 3, 4],
    ],
    [
      () =>
        applyOp(
          'average_pool',
          { kernel: [1, 2], stride: [1, 1], padding: [0, 0, 0, 0], counted: [0, 0, 0, 0] },
          ramp(1, 1, 2, 3),
        ),
      [1, 1, 2, 2],
      [1.5, 2.5, 4.5, 5.5],
    ],
    // Ceil mode: the last window reaches beyond the padding, of which one column counts.
    [
      () =>
        applyOp(
          'average_pool',
          { kernel: [1, 3], stride: [1, 3], padding: [0, 2, 0, 1], counted: [0, 1, 0, 1] },
          ramp(1, 1, 1, 3),
        ),
      [1, 1, 1, 2],
      [1, 1.5],
    ],
  ],
  pad: [
    [
      () => applyOp('pad', { sides: [1, 0, 0, 2], mode: 'zeros' }, ramp(1, 1, 2, 2)),
      [1, 1, 3, 4],
      [0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4],
    ],
    [
      () => applyOp('pad', { sides: [0, 2, 1, 1], mode: 'reflection' }, ramp(1, 1, 2, 3)),
      [1, 1, 3, 6],
      [2, 1, 2, 3, 2, 1, 5, 4, 5, 6, 5, 4, 2, 1, 2, 3, 2, 1],
    ],
  ],
  pad_gradient: [
    [
      () => applyOp('pad_gradient', { sides: [1, 0, 0, 2], mode: 'zeros', size: [2, 2] }, ramp(1, 1, 3, 4)),
      [1, 1, 2, 2],
      [7, 8, 11, 12],
    ],
    // 1 + 3 + 5: the middle pixel is shown at its own place and mirrored at both ends.
    [
      () => applyOp('pad_gradient', { sides: [0, 1, 0, 1], mode: 'reflection', size: [1, 3] }, ramp(1, 1, 1, 5)),
      [1, 1, 1, 3],
      [2, 9, 4],
    ],
  ],
  global_average_pool: [[() => applyOp('global_average_pool', {}, x), [1, 2, 1, 1], [2.5, 6.5]]],
  // Of 1 + 2 + 3 + 4, and of 2·5 + 2·6 + 2·7 + 2·8.
  map_mean: [
    [() => applyOp('map_mean', { of: pointwise.product }, x, tensor([2], 1, 2)), [1, 2, 1, 1], [2.5, 13]],
    // About 2.5 and 6.5, which are the same at all pixels.
    [
      () => applyOp('map_mean', { of: squaredDeviation }, x, tensor([1, 2, 1, 1], 2.5, 6.5)),
      [1, 2, 1, 1],
      [1.25, 1.25],
    ],
  ],
  group_mean: [
    [
      () => applyOp('group_mean', { groups: 2 }, ramp(2, 4, 1, 1)),
      [2, 4, 1, 1],
      [1.5, 1.5, 3.5, 3.5, 5.5, 5.5, 7.5, 7.5],
    ],
  ],
  detach: [[() => applyOp('detach', {}, ramp(1, 2, 1, 1)), [1, 2, 1, 1], [1, 2]]],
  // Not flipped, and with zeros at both ends: 0·1 + 1·10 + 2·100, …
  channel_convolution: [
    [
      () => applyOp('channel_convolution', {}, ramp(2, 3, 1, 1), tensor([1, 1, 3], 1, 10, 100)),
      [2, 3, 1, 1],
      [210, 321, 32, 540, 654, 65],
    ],
    [() => applyOp('channel_convolution', {}, ramp(1, 1, 1, 1), tensor([1, 1, 3], 1, 10, 100)), [1, 1, 1, 1], [10]],
  ],
  flatten: [[() => applyOp('flatten', {}, ramp(2, 3, 1, 1)), [2, 3], [1, 2, 3, 4, 5, 6]]],
  dropout: [
    [() => applyOp('dropout', { rate: 0.5, per: 'element', key: 0 }, x), [1, 2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]],
  ],
  subsample: [[() => applyOp('subsample', { stride: [2, 3] }, ramp(1, 1, 3, 4)), [1, 1, 2, 2], [1, 4, 9, 12]]],
  pad_channels: [
    [
      () => applyOp('pad_channels', { before: 1, after: 2 }, ramp(2, 1, 1, 2)),
      [2, 4, 1, 2],
      [0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0],
    ],
  ],
  expand: [[() => applyOp('expand', { channels: 3 }, tensor([1], 7)), [3], [7, 7, 7]]],
  scale_filters: [
    [() => applyOp('scale_filters', {}, ramp(2, 1, 1, 2), tensor([2], 10, -1)), [2, 1, 1, 2], [10, 20, -3, -4]],
  ],
  filter_sum: [[() => applyOp('filter_sum', {}, ramp(2, 1, 1, 2), ramp(2, 1, 1, 2)), [2, 1, 1, 2], [2, 4, 6, 8]]],
  // Deviations of 1/2 from the mean, whose variance of 1/4 the epsilon makes 1.
  standardize_filters: [
    [() => applyOp('standardize_filters', { epsilon: 0.75 }, ramp(2, 1, 1, 2)), [2, 1, 1, 2], [-0.5, 0.5, -0.5, 0.5]],
  ],
  standardize_filters_gradient: [
    [
      () =>
        applyOp('standardize_filters_gradient', { epsilon: 0.75 }, tensor([2, 1, 1, 2], 1, 3, 4, 0), ramp(2, 1, 1, 2)),
      [2, 1, 1, 2],
      [-0.75, 0.75, 1.5, -1.5],
    ],
  ],
};

describe.each(Object.entries(cases))('%s', (_, all) => {
  it.each(all)('as worked out on paper', (actual, shape, data) => {
    const result = actual();
    expect(result.shape).toEqual(shape);
    expect(Array.from(result.data)).toEqual(data);
  });
});

it('has a case for every operation', () => {
  expect([...Object.keys(cases), ...ofTraining, 'input', 'targets', 'parameter', 'constant'].sort()).toEqual(
    Object.keys(graphOps).sort(),
  );
});

it('keeps a NaN where a comparison could drop it', () => {
  expect(applyOp('map', { of: pointwise.relu }, tensor([1, 1, 1, 1], NaN)).data[0]).toBeNaN();
  expect(applyOp('max_pool', window, tensor([1, 1, 2, 2], 1, NaN, 2, 3)).data[0]).toBeNaN();
});
