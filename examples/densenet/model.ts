import {
  averagePool,
  batchNorm,
  concatenate,
  conv,
  dense,
  globalAveragePool,
  identity,
  network,
  relu,
  sequential,
  sgd,
  training,
  type Layer,
} from 'resnet-compile';

/** Channels that each layer adds. */
const growth = 8;

/** What was there, and beside it what a convolution makes of all of it (Huang et al. 2016). */
const denseLayer = (): Layer =>
  concatenate({
    all: identity(),
    new: sequential({ norm: batchNorm(), relu: relu(), conv: conv(growth, { kernel: 3 }) }),
  });
const denseBlock = (depth: number): Layer => sequential(Array.from({ length: depth }, denseLayer));

/** Half of the channels, and a quarter of the pixels. */
const transition = (channels: number): Layer =>
  sequential({ norm: batchNorm(), relu: relu(), conv: conv(channels), pool: averagePool({ kernel: 2 }) });

// 14×14 pixels behind the stem, then 7×7, then 3×3; 16 layers.
export default training(
  network(
    { input: [1, 28, 28] },
    {
      stem: conv(2 * growth, { kernel: 3, stride: 2 }),
      block1: denseBlock(4),
      transition1: transition(3 * growth),
      block2: denseBlock(4),
      transition2: transition(3.5 * growth),
      block3: denseBlock(4),
      norm: batchNorm(),
      relu: relu(),
      pool: globalAveragePool(),
      classifier: dense(10),
    },
  ),
  { optimizer: sgd({ momentum: 0.9, nesterov: true, weightDecay: 1e-4 }) },
);
