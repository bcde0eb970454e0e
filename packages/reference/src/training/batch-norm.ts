import { multiply, operand, subtract } from '@resnet-compile/ir';
import { countPerChannel, sumsPerChannel } from '../map-values.ts';
import { mapChannels, type Values } from '../values.ts';

const scaled = ({ shape, data }: Values, factor: number): Values => ({
  shape,
  data: data.map((value) => value * factor),
});

export const batchMean = (x: Values): Values => scaled(sumsPerChannel(operand(0), [x]), 1 / countPerChannel(x));

/** Σ (x − mean)² / M. */
export const batchVariance = (x: Values, mean: Values): Values =>
  scaled(sumsPerChannel(deviationSquared, [x, mean]), 1 / countPerChannel(x));

const deviation = subtract(operand(0), operand(1));
const deviationSquared = multiply(deviation, deviation);

/** γ·x̂ + β with x̂ = (x − mean)/√(variance + ε) (Ioffe and Szegedy 2015, algorithm 1). */
export const batchNormalize = (epsilon: number, [x, mean, variance, gamma, beta]: readonly Values[]): Values =>
  mapChannels(
    x!,
    (value, c) =>
      ((value - mean!.data[c]!) / Math.sqrt(variance!.data[c]! + epsilon)) * gamma!.data[c]! + beta!.data[c]!,
  );

/** γ/√(variance + ε) · (dy − Σdy/M − x̂·Σ(dy·x̂)/M); `product`: Σ dy·(x − mean). */
export function inputGradient(
  epsilon: number,
  [dy, x, mean, variance, gamma, product, dBeta]: readonly Values[],
): Values {
  const count = countPerChannel(dy!);
  return mapChannels(dy!, (value, c, index) => {
    const deviation = Math.sqrt(variance!.data[c]! + epsilon);
    const normalized = (x!.data[index]! - mean!.data[c]!) / deviation;
    return (
      (gamma!.data[c]! / deviation) *
      (value - dBeta!.data[c]! / count - (normalized * product!.data[c]!) / deviation / count)
    );
  });
}
