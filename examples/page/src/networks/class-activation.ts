/** How much each place of a map speaks for a class: 0 to 1, row-major. */
export interface ClassActivation {
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
}

/**
 * Class activation mapping (Zhou et al. 2016): the last layer's weights of a class times the features that are pooled before it. For
 * such networks it is Grad-CAM up to a factor (Selvaraju et al. 2017, §3.1), and needs no second pass, which `gradCam` does for any
 * network: a camera's pictures come with their maps.
 * @param features C×H×W @param weights of the class, C
 */
export function classActivation(
  features: Float32Array,
  weights: Float32Array,
  [, height = 1, width = 1]: readonly number[],
): ClassActivation {
  const values = new Float32Array(height * width);
  for (const [channel, weight] of weights.entries())
    for (let at = 0; at < values.length; at++)
      values[at] = (values[at] ?? 0) + weight * (features[channel * values.length + at] ?? 0);
  const most = values.reduce((a, b) => Math.max(a, b), 1e-6);
  return { values: values.map((value) => Math.max(0, value / most)), height, width };
}

/** The mean of each channel: what the last layer takes. */
export function pooled(features: Float32Array, [channels = 1, height = 1, width = 1]: readonly number[]): Float32Array {
  const size = height * width;
  return Float32Array.from(
    { length: channels },
    (_, channel) =>
      features.subarray(channel * size, (channel + 1) * size).reduce((sum, value) => sum + value, 0) / size,
  );
}
