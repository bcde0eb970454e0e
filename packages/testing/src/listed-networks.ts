import {
  batchNorm,
  conv,
  dense,
  globalAveragePool,
  maxPool,
  network,
  relu,
  residual,
  resnet,
  sequential,
  type BlockContext,
  type Layer,
  type Network,
} from '@resnet-compile/dsl';

/**
 * A listing of "ResNet-50 for CIFAR-10" that goes around, for Keras, to the letter: every block strides by 1 and projects
 * its input, convolutions have biases that the batch norms behind them take out again, nothing normalises behind the stem, and
 * a block's last ReLU stands before the addition as well as behind it. `width` is 64 there.
 */
export function kerasListing({ width = 64, stages = [3, 4, 6, 3] as readonly number[] } = {}): Network {
  const normalized = (channels: number, kernel: number): Record<string, Layer> => ({
    conv: conv(channels, { kernel, bias: true }),
    bn: batchNorm({ epsilon: 1e-3, momentum: 0.01 }),
  });
  const block = (channels: number): Layer =>
    residual({
      body: [1, 3, 1].map((kernel, index) =>
        sequential({ ...normalized(index < 2 ? channels : 4 * channels, kernel), relu: relu() }),
      ),
      shortcut: normalized(4 * channels, 1),
      activation: relu(),
    });
  return network(
    { input: [3, 32, 32] },
    {
      conv1: conv(width, { kernel: 7, stride: 2, padding: 0, bias: true }),
      pool1: maxPool({ kernel: 3, stride: 2, padding: 'same' }),
      ...Object.fromEntries(
        stages.map((depth, stage) => [
          `conv${stage + 2}`,
          sequential(Array.from({ length: depth }, () => block(width * 2 ** stage))),
        ]),
      ),
      avgpool: globalAveragePool(),
      fc: dense(10),
    },
  );
}

/** What it means: ResNet-50 with the stem of CIFAR's networks. */
export const resnet50ForCifar = (): Network =>
  resnet({ stages: [3, 4, 6, 3], block: 'bottleneck', stem: 'cifar', input: [3, 32, 32], classes: 10 });

/**
 * A block of pre-activated convolutions of these sizes, all of the stage's width: B(3,1,3), B(3,1), … of Wide ResNets
 * (Zagoruyko and Komodakis 2016, §2).
 */
export const blockOf =
  (...kernels: readonly number[]) =>
  ({ channels, stride, shortcut }: BlockContext): Layer =>
    residual({
      preactivation: { bn1: batchNorm(), relu1: relu() },
      body: Object.fromEntries(
        kernels.flatMap((kernel, index): readonly (readonly [string, Layer])[] => {
          const n = index + 1;
          const activated = index
            ? ([
                [`bn${n}`, batchNorm()],
                [`relu${n}`, relu()],
              ] as const)
            : [];
          return [...activated, [`conv${n}`, conv(channels, { kernel, stride: index ? 1 : stride })]];
        }),
      ),
      shortcut: shortcut(channels),
    });
