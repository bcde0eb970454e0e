import { describe, expect, it } from 'vitest';
import {
  describeShape,
  inferType,
  makeInput,
  makeNode,
  makeParameter,
  multiplyAdds,
  pointwise,
  ShapeError,
  tensorType as t,
  windowedSize,
  type Dimension,
  type TensorType,
} from '../src/index.ts';

const image = t('N', 6, 9, 7);
const unit = { stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1 } as const;
const window = { kernel: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1] } as const;

describe('results', () => {
  it.each<readonly [string, () => TensorType, readonly Dimension[]]>([
    [
      'conv2d',
      () =>
        inferType('conv2d', { stride: [2, 1], padding: [1, 0, 1, 0], dilation: [1, 1], groups: 3 }, [
          image,
          t(12, 2, 3, 3),
        ]),
      ['N', 12, 5, 5],
    ],
    ['dense of a map', () => inferType('dense', {}, [t('N', 6, 1, 1), t(10, 6), t(10)]), ['N', 10]],
    ['dense of a vector', () => inferType('dense', {}, [t('N', 6), t(10, 6)]), ['N', 10]],
    ['max_pool', () => inferType('max_pool', window, [image]), ['N', 6, 5, 4]],
    ['average_pool', () => inferType('average_pool', { ...window, counted: window.padding }, [image]), ['N', 6, 5, 4]],
    ['global_average_pool', () => inferType('global_average_pool', {}, [image]), ['N', 6, 1, 1]],
    ['flatten', () => inferType('flatten', {}, [t('N', 6, 1, 1)]), ['N', 6]],
    ['concatenate', () => inferType('concatenate', {}, [image, t('N', 1, 9, 7), image]), ['N', 13, 9, 7]],
    ['subsample', () => inferType('subsample', { stride: [2, 3] }, [image]), ['N', 6, 5, 3]],
    [
      'a dilated conv2d with padding on two sides',
      () => inferType('conv2d', { ...unit, padding: [1, 0, 0, 3], dilation: [3, 2] }, [image, t(8, 6, 3, 2)]),
      ['N', 8, 4, 8],
    ],
    ['pad', () => inferType('pad', { sides: [1, 2, 3, 4], mode: 'zeros' }, [image]), ['N', 6, 13, 13]],
    ['pad_channels', () => inferType('pad_channels', { before: 1, after: 2 }, [image]), ['N', 9, 9, 7]],
    ['map of vectors', () => inferType('map', { of: pointwise.batchNormScale(1) }, [t(3), t(3)]), [3]],
    ['map of maps and vectors', () => inferType('map', { of: pointwise.affine }, [image, t(6), t(6)]), ['N', 6, 9, 7]],
    [
      'map whose vectors come first',
      () => inferType('map', { of: pointwise.affine }, [t(6), image, t(6)]),
      ['N', 6, 9, 7],
    ],
    [
      'map of what is repeated',
      () => inferType('map', { of: pointwise.product }, [t('N', 6, 1, 1), image]),
      ['N', 6, 9, 7],
    ],
    ['expand', () => inferType('expand', { channels: 6 }, [t(1)]), [6]],
    ['total', () => inferType('total', {}, [t(6)]), [1]],
    ['map of rows', () => inferType('map', { of: pointwise.affine }, [t('N', 6), t(6), t('N', 6)]), ['N', 6]],
    ['scale_filters', () => inferType('scale_filters', {}, [t(12, 2, 3, 3), t(12)]), [12, 2, 3, 3]],
  ])('%s', (_, infer, shape) => expect(infer().shape).toEqual(shape));

  // PyTorch: Conv2d(1, 1, k, s, p, d)(zeros(1, 1, n, 1)).shape[2]
  it.each([
    [224, 7, 2, 3, 1, 112],
    [112, 3, 2, 1, 1, 56],
    [7, 3, 2, 1, 1, 4],
    [1, 3, 2, 1, 1, 1],
    [5, 1, 2, 0, 1, 3],
    [4, 2, 2, 0, 1, 2],
    [15, 3, 2, 2, 2, 8],
    [15, 4, 3, 0, 3, 2],
  ])(
    'of %i pixels, a kernel of %i, stride %i, padding %i, dilation %i: %i',
    (size, kernel, stride, pad, dilation, out) => {
      const window = {
        kernel: [kernel, 1],
        stride: [stride, 1],
        padding: [pad, 0, pad, 0],
        dilation: [dilation, 1],
      } as const;
      expect(windowedSize([size, 1], window)).toEqual([out, 1]);
    },
  );
});

describe('mistakes', () => {
  it.each<readonly [string, () => TensorType, string]>([
    [
      'groups',
      () => inferType('conv2d', { ...unit, groups: 4 }, [image, t(8, 1, 1, 1)]),
      'a convolution from 6 to 8 channels cannot be divided into 4 groups',
    ],
    [
      'channels',
      () => inferType('conv2d', unit, [image, t(8, 5, 1, 1)]),
      'the filters read 5 channels, the input has 6',
    ],
    ['bias', () => inferType('conv2d', unit, [image, t(8, 6, 1, 1), t(7)]), 'the bias has shape 7, expected 8'],
    [
      'a window too large',
      () => inferType('conv2d', unit, [image, t(8, 6, 3, 8)]),
      'a 3×8 window (padding 0×0) does not fit into a 9×7 map',
    ],
    [
      'a map expected',
      () => inferType('conv2d', unit, [t('N', 6), t(8, 6, 1, 1)]),
      'expected a map of N×C×H×W, found N×6',
    ],
    [
      'features',
      () => inferType('dense', {}, [t('N', 6, 1, 1), t(10, 5)]),
      'the weights read 5 features, the input has 6',
    ],
    [
      'a vector expected',
      () => inferType('dense', {}, [image, t(10, 6)]),
      'a dense layer needs a map of N×C×1×1, found N×6×9×7',
    ],
    ['flatten', () => inferType('flatten', {}, [image]), 'flatten needs a map of N×C×1×1, found N×6×9×7'],
    [
      'batch norm',
      () => inferType('batch_norm', { epsilon: 1, momentum: 0.1 }, [image, t(6), t(6), t(5), t(6)]),
      'the batch-norm vector has shape 5, expected 6',
    ],
    [
      'affine',
      () => inferType('map', { of: pointwise.affine }, [image, t(6), t(1, 6)]),
      'the vector per channel has shape 1×6, expected 6',
    ],
    [
      'add',
      () => inferType('map', { of: pointwise.sum }, [image, t('N', 6, 9, 8)]),
      'the sides of a sum or product differ: N×6×9×7 and N×6×9×8',
    ],
    [
      'a product of a row and a column',
      () => inferType('map', { of: pointwise.product }, [t('N', 6, 1, 7), t('N', 6, 9, 1)]),
      'the sides of a sum or product differ: N×6×1×7 is repeated over rows alone in N×6×9×7',
    ],
    [
      'a map of three dimensions',
      () => inferType('map', { of: pointwise.relu }, [t('N', 6, 1)]),
      'expected a map of N×C×H×W or N×C, found N×6×1',
    ],
    [
      'a map of scalars',
      () => inferType('map', { of: pointwise.relu }, [t()]),
      'the vector per channel has shape scalar, expected 1',
    ],
    [
      'a sum without a batch',
      () => inferType('channel_sum', { of: pointwise.relu }, [t(6)]),
      'expected a batch to sum over, found 6',
    ],
    [
      'concatenate',
      () => inferType('concatenate', {}, [image, t('N', 6, 9, 8)]),
      'the maps to concatenate differ in size: 9×7 and 9×8',
    ],
    [
      'padding of a pool',
      () => inferType('max_pool', { ...window, padding: [2, 1, 2, 1] }, [image]),
      'a pooling window of 3×3 cannot have padding 2×1',
    ],
    [
      'padding of a pool on one side',
      () => inferType('max_pool', { ...window, padding: [1, 0, 4, 0] }, [image]),
      'a pooling window of 3×3 cannot have padding [1, 0, 4, 0]',
    ],
    [
      'a dilated window too large',
      () => inferType('conv2d', { ...unit, dilation: [1, 4] }, [image, t(8, 6, 1, 3)]),
      'a 1×3 (dilation 1×4) window (padding 0×0) does not fit into a 9×7 map',
    ],
    [
      'a reflection of the whole map',
      () => inferType('pad', { sides: [0, 7, 0, 0], mode: 'reflection' }, [image]),
      'a reflection of [0, 7, 0, 0] pixels does not fit into a 9×7 map',
    ],
    [
      'scale of filters',
      () => inferType('scale_filters', {}, [t(12, 2, 3, 3), t(2)]),
      'the scale has shape 2, expected 12',
    ],
    [
      'vectors of parameters',
      () => inferType('map', { of: pointwise.affine }, [t(3), t(3), t(4)]),
      'the vector per channel has shape 4, expected 3',
    ],
  ])('%s', (_, infer, message) => {
    expect(infer).toThrow(ShapeError);
    expect(infer).toThrow(message);
  });

  it('hints at what to do, and tells a map that is too small', () => {
    const error = (() => {
      try {
        return inferType('max_pool', { ...window, kernel: [12, 3] }, [image]);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ hint: 'give the network a larger input, or fewer strides', tooSmall: true });
  });
});

it('counts multiply-adds as torchvision does', () => {
  // The stem of ResNet: 112·112·64 outputs of 3·7·7 products.
  const stem = makeNode(
    'conv2d',
    { stride: [2, 2], padding: [3, 3, 3, 3], dilation: [1, 1], groups: 1 },
    [makeInput([3, 224, 224]), makeParameter('w', [64, 3, 7, 7], 'parameter', {})],
    {},
  );
  expect(multiplyAdds(stem)).toBe(118_013_952);
  expect(multiplyAdds(makeNode('map', { of: pointwise.relu }, [stem], {}))).toBe(0);
});

it('describes shapes', () => {
  expect(describeShape(['N', 64, 56, 56])).toBe('N×64×56×56');
  expect(describeShape([])).toBe('scalar');
});
