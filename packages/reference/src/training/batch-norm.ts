import { eachMap, elementsOf, mapChannels, zeros, type Values } from '../values.ts';

/** Sums f over the batch and the map, per channel. @returns C */
export function sumPerChannel(x: Values, f: (index: number, channel: number) => number): Values {
  const sums = zeros(x.shape[1]!);
  eachMap(x, (channel, from, to) => {
    for (let index = from; index < to; index++) sums.data[channel]! += f(index, channel);
  });
  return sums;
}

/** Values per channel: N·H·W. */
export const countPerChannel = ({ shape }: Values): number => elementsOf(shape) / shape[1]!;

const scaled = ({ shape, data }: Values, factor: number): Values => ({
  shape,
  data: data.map((value) => value * factor),
});

export const batchMean = (x: Values): Values =>
  scaled(
    sumPerChannel(x, (index) => x.data[index]!),
    1 / countPerChannel(x),
  );

/** Σ (x − mean)² / M. */
export const batchVariance = (x: Values, mean: Values): Values =>
  scaled(
    sumPerChannel(x, (index, channel) => (x.data[index]! - mean.data[channel]!) ** 2),
    1 / countPerChannel(x),
  );

/** γ·x̂ + β with x̂ = (x − mean)/√(variance + ε) (Ioffe and Szegedy 2015, algorithm 1). */
export const batchNormalize = (epsilon: number, [x, mean, variance, gamma, beta]: readonly Values[]): Values =>
  mapChannels(
    x!,
    (value, c) =>
      ((value - mean!.data[c]!) / Math.sqrt(variance!.data[c]! + epsilon)) * gamma!.data[c]! + beta!.data[c]!,
  );

/** Σ dy·x̂. */
export const scaleGradient = (epsilon: number, [dy, x, mean, variance]: readonly Values[]): Values =>
  sumPerChannel(
    dy!,
    (index, c) => (dy!.data[index]! * (x!.data[index]! - mean!.data[c]!)) / Math.sqrt(variance!.data[c]! + epsilon),
  );

/** γ/√(variance + ε) · (dy − Σdy/M − x̂·Σ(dy·x̂)/M). */
export function inputGradient(
  epsilon: number,
  [dy, x, mean, variance, gamma, dGamma, dBeta]: readonly Values[],
): Values {
  const count = countPerChannel(dy!);
  return mapChannels(dy!, (value, c, index) => {
    const deviation = Math.sqrt(variance!.data[c]! + epsilon);
    const normalized = (x!.data[index]! - mean!.data[c]!) / deviation;
    return (gamma!.data[c]! / deviation) * (value - dBeta!.data[c]! / count - (normalized * dGamma!.data[c]!) / count);
  });
}
