import type { Image } from '@resnet-compile/data/images';
import type { HeatMap } from './heat-map.ts';
import type { LoadedNetwork, Output } from './loaded-network.ts';
import type { PictureBatch } from './picture-batches.ts';
import { topK } from './top-k.ts';

/**
 * Grad-CAM (Selvaraju et al. 2017, §3): max(0, Σ α·A) over the channels of a layer's maps A, with α the mean over the pixels of the
 * gradient of the class's logit by a channel. In float64.
 *
 * @param index the class; by default the likeliest of each picture
 */
export async function heatMaps(
  network: LoadedNetwork,
  layer: Output,
  labels: readonly string[],
  { images, prepared }: PictureBatch,
  index: number | undefined,
): Promise<readonly HeatMap[]> {
  const { classes } = network.model;
  const indices = index === undefined ? likeliest(await network.predict(images), classes) : prepared.map(() => index);
  const weights = new Float32Array(prepared.length * classes);
  for (const [n, each] of indices.entries()) weights[n * classes + each] = 1;
  const found = (await network.explain?.(images, weights)) ?? {};
  const [values, gradients] = [layer.name, `gradient ${layer.name}`].map(
    (name) => found[name] ?? new Float32Array(0),
  ) as [Float32Array, Float32Array];
  const [channels = 1, height = 1, width = 1] = layer.shape;
  const size = channels * height * width;
  return prepared.map((image, n): HeatMap => {
    const [from, to] = [n * size, (n + 1) * size];
    const which = indices[n] ?? 0;
    return {
      label: labels[which] ?? `class ${which}`,
      index: which,
      layer: layer.name,
      height,
      width,
      values: heatOf(values.subarray(from, to), gradients.subarray(from, to), channels, height * width),
      shown: rgbaOf(image),
    };
  });
}

const likeliest = (logits: Float32Array, classes: number): readonly number[] =>
  Array.from(
    { length: logits.length / classes },
    (_, n) => topK(logits.subarray(n * classes, (n + 1) * classes), 1)[0]?.index ?? 0,
  );

function heatOf(
  values: Float32Array,
  gradients: Float32Array,
  channels: number,
  pixels: number,
): Float32Array<ArrayBuffer> {
  const heat = new Float64Array(pixels);
  for (let from = 0; from < channels * pixels; from += pixels) {
    const alpha = gradients.subarray(from, from + pixels).reduce((sum, value) => sum + value, 0) / pixels;
    for (const at of heat.keys()) heat[at]! += alpha * values[from + at]!;
  }
  return Float32Array.from(heat, (value) => Math.max(0, value));
}

function rgbaOf({ data, channels, height, width }: Image): HeatMap['shown'] {
  const pixels = height * width;
  const rgba = new Uint8ClampedArray(4 * pixels).fill(255);
  for (let at = 0; at < pixels; at++)
    for (let channel = 0; channel < 3; channel++)
      rgba[4 * at + channel] = data[(channels === 1 ? 0 : channel) * pixels + at]!;
  return { data: rgba, width, height };
}
