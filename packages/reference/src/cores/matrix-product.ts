import type { FeatureMap } from '../feature-map.ts';
import { zeros, type Values } from '../values.ts';

/** x·Wᵀ: out[n, o] = Σ over i of W[o, i] · x[n, i]. The input is N×I×1×1, the weights O×I. @returns N×O */
export function matrixProduct({ data, batch, origin, image, channel }: FeatureMap, weights: Values): Values {
  const [outputs, inputs] = weights.shape as readonly [number, number];
  const result = zeros(batch, outputs);
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outputs; o++) {
      let sum = 0;
      for (let i = 0; i < inputs; i++) sum += weights.data[o * inputs + i]! * data[origin + n * image + i * channel]!;
      result.data[n * outputs + o] = sum;
    }
  }
  return result;
}
