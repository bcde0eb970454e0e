import { expect, test } from 'vitest';
import {
  averagePool,
  batchNorm,
  conv,
  dense,
  maxPool,
  network,
  normalize,
  pad,
  padChannels,
  relu,
  residual,
  resnet,
  resnet50,
  sequential,
  type BlockFunction,
  type ConvLayer,
} from '../src/index.ts';

// That each of these lines does not compile is what is tested; `npm run typecheck` reads this file.
test('mistakes that do not compile', () => {
  const values = [
    // @ts-expect-error misspelt
    resnet({ stages: [1], blok: 'basic' }),
    // @ts-expect-error required
    resnet({}),
    // @ts-expect-error a list
    resnet({ stages: 3 }),
    // @ts-expect-error no such block
    resnet({ stages: [1], block: 'bottlneck' }),
    // @ts-expect-error no such variant
    resnet({ stages: [1], variant: 'v3' }),
    // @ts-expect-error no such shortcut
    resnet({ stages: [1], shortcut: 'E' }),
    // @ts-expect-error no such placement
    resnet({ stages: [1], placement: 'before' }),
    // @ts-expect-error no such size
    resnet({ stages: [1], shortcutKernel: 2 }),
    // @ts-expect-error no such stride
    resnet({ stages: [1], outputStride: 4 }),
    // @ts-expect-error a layer, or a function that makes one
    resnet({ stages: [1], norm: 'groupNorm' }),
    // @ts-expect-error no such stem
    resnet({ stages: [1], stem: 'mnist' }),
    // @ts-expect-error three numbers
    resnet({ stages: [1], input: [224, 224] }),
    // @ts-expect-error std is required
    resnet({ stages: [1], normalize: { mean: [0] } }),
    // @ts-expect-error a block must be a layer
    resnet({ stages: [1], block: () => 7 }),
    // @ts-expect-error misspelt
    resnet50({ clases: 10 }),
    // @ts-expect-error misspelt
    conv(8, { strides: 2 }),
    // @ts-expect-error options are an object
    conv(8, 3),
    // @ts-expect-error channels are required
    conv(),
    // @ts-expect-error misspelt
    batchNorm({ eps: 1e-3 }),
    // @ts-expect-error one number, two or four
    conv(8, { padding: [1, 2, 3] }),
    // @ts-expect-error misspelt
    maxPool({ kernel: 2, padding: 'valid' }),
    // @ts-expect-error a convolution rounds down
    conv(8, { ceilMode: true }),
    // @ts-expect-error a pool has no holes
    averagePool({ kernel: 2, dilation: 2 }),
    // @ts-expect-error misspelt
    pad(1, { mode: 'reflect' }),
    // @ts-expect-error a maximum counts no padding
    maxPool({ kernel: 3, countIncludePad: true }),
    // @ts-expect-error the kernel is required
    averagePool({}),
    // @ts-expect-error misspelt
    dense(10, { biases: true }),
    // @ts-expect-error misspelt
    normalize({ mean: [0], sd: [1] }),
    // @ts-expect-error misspelt
    padChannels({ left: 1 }),
    // @ts-expect-error a function, not the layer that it makes
    sequential([relu]),
    // @ts-expect-error a function, not the layer that it makes
    sequential({ relu }),
    // @ts-expect-error misspelt
    residual({ bodi: relu() }),
    // @ts-expect-error misspelt
    network({ inputs: [3, 8, 8] }, relu()),
  ];
  expect(values.every(({ kind }) => kind.length > 0)).toBe(true);
});

// A listing of ResNet for PyTorch that goes around: what TypeScript says of its mistakes, there and elsewhere.
test('mistakes of a listing that do not compile', () => {
  const [in64, out256] = [64, 256];
  const block: BlockFunction = ({ channels }) => conv(channels, { kernel: 3 });
  const values = (): readonly unknown[] => [
    // @ts-expect-error a name that there is not, where the listing has it
    resnet({ stages: [1], block: ({ channels }) => conv(channels, { kernel: 3, stride: first_stride }) }),
    // @ts-expect-error and of another layer
    network({ input: [3, 8, 8] }, { pool: maxPool({ kernel: 3, stride: first_stride }), fc: dense(10) }),
    // @ts-expect-error channels that enter are those that there are: they are not said, and cannot be swapped
    conv(in64, out256, { kernel: 3 }),
    // @ts-expect-error nor of a batch norm
    batchNorm(out256),
    // @ts-expect-error nor of blocks
    resnet({ stages: [1], block: (inChannels: number, outChannels: number) => conv(outChannels) }),
    // @ts-expect-error what a block is told of its input is read-only
    resnet({ stages: [1], block: (context) => ((context.inChannels = 64), block(context)) }),
    // @ts-expect-error a network is no sequence of blocks, and no layer
    sequential([resnet({ stages: [1] })]),
    // @ts-expect-error nor is a function that builds a block
    network({ input: [3, 8, 8] }, { layer1: block }),
    // @ts-expect-error features are required
    dense(),
  ];
  // Names that there are not are what they are in JavaScript as well.
  expect(values).toThrow(ReferenceError);
});

test('values are read-only', () => {
  const layer: ConvLayer = conv(8);
  // @ts-expect-error read-only
  expect(() => (layer.channels = 9)).toThrow(TypeError);
  // @ts-expect-error read-only
  expect(() => (layer.kernel[0] = 9)).toThrow(TypeError);
});
