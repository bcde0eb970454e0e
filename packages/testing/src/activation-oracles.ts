import * as dsl from '@resnet-compile/dsl';
import results from '../fixtures/activation-oracles.json' with { type: 'json' };
import type { OracleCase, OracleNetwork } from './oracles.ts';

/** A ResNet of basic blocks whose stages end with any numbers of channels, and whose activation is another. */
export type ActivationNetwork = Omit<OracleNetwork, 'width' | 'shortcut'> & {
  readonly channels: readonly number[];
  readonly activation: string;
};

/** What PyTorch 1.13 computes in float64 for one network with each of ten activations. */
export const activationOracles = results as unknown as readonly (OracleCase & { readonly case: ActivationNetwork })[];

const activations: Readonly<Record<string, () => dsl.Layer>> = {
  relu6: dsl.relu6,
  leaky_relu: dsl.leakyRelu,
  silu: dsl.silu,
  gelu: dsl.gelu,
  gelu_tanh: () => dsl.gelu({ approximate: 'tanh' }),
  hard_swish: dsl.hardSwish,
  mish: dsl.mish,
  elu: dsl.elu,
  tanh: dsl.tanh,
  sigmoid: dsl.sigmoid,
};

/** The network in layers, with torchvision's names. */
export function activationNetwork({ stages, channels, input, classes, activation }: ActivationNetwork): dsl.Network {
  const act = activations[activation];
  if (!act)
    throw new Error(`the oracle has no activation ${activation}; it has ${Object.keys(activations).join(', ')}`);
  const { batchNorm, conv, dense, globalAveragePool, maxPool, residual, sequential } = dsl;
  const block = (entering: number, leaving: number, stride: number): dsl.Layer =>
    residual({
      body: {
        conv1: conv(leaving, { kernel: 3, stride }),
        bn1: batchNorm(),
        act1: act(),
        conv2: conv(leaving, { kernel: 3 }),
        bn2: batchNorm(),
      },
      ...(stride === 1 && entering === leaving
        ? {}
        : { shortcut: sequential([conv(leaving, { stride }), batchNorm()]) }),
      activation: act(),
    });
  const stage = (length: number, number: number): readonly (readonly [string, dsl.Layer])[] => {
    const [entering = 64, leaving = 0] = [number ? channels[number - 1] : 64, channels[number]];
    const blocks = Array.from({ length }, (_, index) =>
      block(index ? leaving : entering, leaving, index || !number ? 1 : 2),
    );
    return [[`layer${number + 1}`, sequential(blocks)]];
  };
  return dsl.network(
    { input },
    {
      conv1: conv(64, { kernel: 7, stride: 2 }),
      bn1: batchNorm(),
      act1: act(),
      maxpool: maxPool({ kernel: 3, stride: 2, padding: 1 }),
      ...Object.fromEntries(stages.flatMap(stage)),
      avgpool: globalAveragePool(),
      fc: dense(classes),
    },
  );
}
