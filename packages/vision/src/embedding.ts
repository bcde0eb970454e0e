import { chooseLayer } from './choose-layer.ts';
import type { Model, Output } from './loaded-network.ts';

/**
 * The layer whose values stand for a picture: the one that is asked for, or the only one that the network hands out.
 * @throws {RangeError} where there is none, or not one alone.
 */
export const embeddingOutput = ({ name, outputs }: Model, wanted: string | undefined): Output =>
  chooseLayer(outputs.slice(1), wanted, {
    call: 'embed',
    option: 'output',
    network: name,
    does: 'gives',
    none: "gives nothing but its logits; name a layer in its model file, such as outputs: ['layer4']",
  });

/** Of N×C×H×W or N×C values, the mean of each channel over the pixels, in float64: N vectors of C numbers. */
export function pooled(values: Float32Array, { shape }: Output): readonly Float32Array<ArrayBuffer>[] {
  const [channels = 1, ...extents] = shape;
  const pixels = extents.reduce((product, extent) => product * extent, 1);
  const count = values.length / (channels * pixels);
  return Array.from({ length: count }, (_, n) =>
    Float32Array.from({ length: channels }, (_value, channel) => {
      const from = (n * channels + channel) * pixels;
      return values.subarray(from, from + pixels).reduce((sum, value) => sum + value, 0) / pixels;
    }),
  );
}
