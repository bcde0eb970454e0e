import { crossEntropy, sgd, type Network, type TrainedNetwork } from '@resnet-compile/dsl';
import type { TrainingDeclaration } from '@resnet-compile/plan';

/** What a network declares of its training step, or what a user of residual networks expects. */
export function declarationOf(network: Network): TrainingDeclaration {
  const {
    loss = crossEntropy(),
    optimizer = sgd(),
    clipNorm,
    accumulate,
    ema,
    freeze,
    rates,
    decays,
  } = (network as Partial<TrainedNetwork>).training ?? {};
  return {
    optimizer: dataOf(optimizer),
    loss: dataOf(loss),
    clipNorm: clipNorm ?? null,
    accumulate: accumulate ?? 1,
    ema: ema ?? null,
    freeze: freeze ?? [],
    rates: Object.entries(rates ?? {}),
    decays: Object.entries(decays ?? {}),
  };
}

/** A declaration without what was wrong with it, which is nothing. */
function dataOf<Declared extends object>(declared: Declared) {
  const data = Object.entries(declared).filter(([name]) => name !== 'problems');
  return Object.fromEntries(data) as unknown as Declared extends unknown ? Omit<Declared, 'problems'> : never;
}
