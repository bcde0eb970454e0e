import { multiply, operand, subtract } from '@resnet-compile/ir';
import { countPerChannel, sumsPerChannel } from '../map-values.ts';
import type { Values } from '../values.ts';

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
