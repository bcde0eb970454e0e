import type { DeviceName } from '@resnet-compile/plan';
import { adamW, crossEntropy, sgd, training, type TrainedNetwork } from '@resnet-compile/dsl';
import { images, labels, oracles, units, type OracleCase, type TensorSummary } from '@resnet-compile/testing';
import { expect } from 'vitest';
import { oracleNetwork, oracleState, type AnyNetwork } from './oracle-network.ts';
import { trainingModule } from './training-module.ts';

type Tensors = ReadonlyMap<string, ArrayLike<number>>;

/** The network of an oracle, with its step as it is declared. */
export function trainedNetwork(net: AnyNetwork): TrainedNetwork {
  const {
    optimizer = 'sgd',
    momentum,
    nesterov,
    weightDecay = 1e-4,
    decay,
    labelSmoothing,
    clipNorm,
    accumulate,
    ema,
  } = net.train!;
  const declared = <T extends object>(options: T): T =>
    Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
  return training(
    oracleNetwork(net),
    declared({
      optimizer:
        optimizer === 'sgd'
          ? sgd(declared({ momentum, nesterov, weightDecay, decay }) as never)
          : adamW(declared({ weightDecay, decay }) as never),
      loss: crossEntropy(declared({ labelSmoothing }) as never),
      clipNorm,
      accumulate,
      ema: ema === undefined ? undefined : { decay: ema, from: 'initial parameters' },
    }) as never,
  );
}

/** A class per image; where the oracle has soft targets, a distribution per image. */
export function labelsOf({ batch = 2, classes, seed = 0, train }: AnyNetwork, step: number): Int32Array | Float32Array {
  if (!train!.softTargets) return labels(step, batch, classes, seed);
  const values = Float64Array.from(units(`labels${step}`, seed, batch * classes), (unit) => unit + 1);
  const sums = Array.from({ length: batch }, (_, row) =>
    values.subarray(row * classes, (row + 1) * classes).reduce((a, b) => a + b, 0),
  );
  return Float32Array.from(values, (value, index) => value / sums[Math.floor(index / classes)]!);
}

/** The oracles' measure: the worst of the listed elements, the sum and the norm, relative to the root mean square or norm. */
function deviation({ l2, sum, head }: TensorSummary, found: ArrayLike<number>): number {
  const values = Float64Array.from(found);
  const root = Math.sqrt(values.length);
  const norm = Math.sqrt(values.reduce((squares, value) => squares + value * value, 0));
  const all = [
    Math.abs(norm - l2) / (l2 + 1e-12),
    Math.abs(values.reduce((a, b) => a + b, 0) - sum) / (l2 * root + 1e-12),
    ...head.map((value, index) => Math.abs(values[index]! - value) / (l2 / root + 1e-12)),
  ];
  return all.some(Number.isNaN) ? Infinity : Math.max(...all);
}

/** The tensors that lie further from PyTorch's than the oracles allow. Named alike they must be. */
function outside(
  expected: Readonly<Record<string, TensorSummary>>,
  found: Tensors,
  own: Readonly<Record<string, number>>,
  least: number,
  most: number,
  times: number,
): readonly string[] {
  expect([...found.keys()].sort()).toEqual(Object.keys(expected).sort());
  return Object.entries(expected).flatMap(([name, summary]) => {
    const tolerance = times * Math.min(most, Math.max(least, 10 * own[name]!));
    const distance = deviation(summary, found.get(name)!);
    return distance <= tolerance
      ? []
      : [`${name}: ${distance.toExponential(2)}, tolerated are ${tolerance.toExponential(2)}`];
  });
}

/** Trains an oracle's network on a device, and says where losses, gradients, the state's changes or averages lie outside. */
export async function trainOracle(
  oracle: OracleCase<AnyNetwork>,
  device: DeviceName,
  times: number,
  gpu?: object,
  timesOfLosses = 1,
): Promise<unknown> {
  const { case: net, train: expected, float32 } = oracle;
  const weights = Object.fromEntries(Array.from(oracleState(oracle), ([tensor, { data }]) => [tensor, data]));
  const { load, model } = trainingModule(trainedNetwork(net), net.name, device);
  const network = await load({ device, weights, ...(gpu ? { gpu } : {}) });
  expect(network.device).toBe(device);
  const losses: number[] = [];
  const gradients = new Map<string, ArrayLike<number>>();
  const takeGradients = (flat: Float32Array): Float32Array => {
    let start = 0;
    for (const { name, kind, shape } of model.parameters) {
      if (kind !== 'parameter') continue;
      const end = start + shape.reduce((product, extent) => product * extent, 1);
      gradients.set(name, flat.slice(start, end));
      start = end;
    }
    return flat;
  };
  for (let step = 0; step < net.train!.steps; step++) {
    const batch = {
      images: images(step, [net.batch ?? 2, ...net.input], net.seed).data,
      labels: labelsOf(net, step),
      learningRate: net.train!.learningRate,
    };
    losses.push((await network.trainStep({ ...batch, ...(step === 0 ? { onGradients: takeGradients } : {}) })).loss);
  }
  const changes = (after: Readonly<Record<string, Float32Array>>, of: Readonly<Record<string, unknown>>): Tensors =>
    new Map(
      Object.keys(of).map((name) => [
        name,
        Float64Array.from(after[name]!, (value, index) => value - weights[name]![index]!),
      ]),
    );
  const lossTolerance = timesOfLosses * Math.max(1e-4, 10 * float32.losses!);
  const problems = {
    losses: expected!.losses.flatMap((loss, step) =>
      Math.abs(losses[step]! / loss - 1) <= lossTolerance
        ? []
        : [`step ${step}: ${losses[step]}, PyTorch's is ${loss}`],
    ),
    gradients: outside(expected!.gradients, gradients, float32.gradients!, 1e-4, 0.1, times),
    change: outside(
      expected!.change,
      changes(await network.stateDict(), expected!.change),
      float32.change!,
      1e-2,
      0.2,
      times,
    ),
    ema: expected!.ema
      ? outside(
          expected!.ema,
          changes(await network.averagedStateDict(), expected!.ema),
          float32.ema!,
          1e-2,
          0.2,
          times,
        )
      : [],
  };
  await network.dispose();
  return problems;
}

export const trainedOracles = oracles.filter((oracle) => oracle.train);

/** Cases by name; `shortOf`: how many times the tolerance some need. */
export const namedOracles = (
  shortOf: Readonly<Record<string, number>>,
  of: readonly OracleCase<AnyNetwork>[] = trainedOracles,
): readonly (readonly [string, OracleCase<AnyNetwork>, number])[] =>
  of.map((oracle) => {
    const times = shortOf[oracle.case.name] ?? 1;
    return [times === 1 ? oracle.case.name : `${oracle.case.name}, within ${times} times the tolerance`, oracle, times];
  });

export const nothingOutside = { losses: [], gradients: [], change: [], ema: [] };
