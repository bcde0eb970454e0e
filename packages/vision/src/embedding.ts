import { nearest, shown } from '@resnet-compile/options';
import type { Model } from './loaded-network.ts';

type Output = Model['outputs'][number];

/**
 * The layer whose values stand for a picture: the one that is asked for, or the only one that the network hands out.
 * @throws {RangeError} where there is none, or not one alone.
 */
export function embeddingOutput({ name, outputs }: Model, wanted: string | undefined): Output {
  const layers = outputs.slice(1);
  const names = layers.map((each) => each.name);
  const found = wanted === undefined ? layers : layers.filter((each) => each.name === wanted);
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  const near = wanted === undefined ? undefined : nearest(wanted, names);
  throw new RangeError(
    layers.length === 0
      ? `embed: ${name} gives nothing but its logits; name a layer in its model file, such as outputs: ['layer4'], and compile it again`
      : wanted === undefined
        ? `embed: ${name} gives ${names.join(', ')}; say which by embed(picture, { output: ${shown(names.at(-1))} })`
        : `embed: ${name} gives no ${shown(wanted)}; ${near === undefined ? '' : `did you mean ${shown(near)}? `}it gives ${names.join(', ')}`,
  );
}

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
