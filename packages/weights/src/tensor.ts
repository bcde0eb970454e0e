import { escapeLines } from '@resnet-compile/options';

/** A named tensor, row-major: `data.length` is the product of `shape`. */
export type Tensor<Memory extends ArrayBufferLike = ArrayBufferLike> = {
  /** Of the parameter or running statistic, e.g. `layer1.0.conv1.weight`. */
  readonly name: string;
  /** Its extents, the outermost first: [filters, channels, height, width] of a convolution. */
  readonly shape: readonly number[];
  /** Its values, row-major. */
  readonly data: Float32Array<Memory>;
};

/** What is wrong with a file of weights: what was found, what was expected, what to do. */
export class WeightsError extends Error {
  /** `WeightsError`. */
  override readonly name = 'WeightsError';

  /** Whatever a file has in its names, the message steers no terminal, and is no book. */
  constructor(message: string, options?: ErrorOptions) {
    super(escapeLines(message).replaceAll(/^(.{1000}).+$/gm, '$1…'), options);
  }
}

export function fail(message: string): never {
  throw new WeightsError(`safetensors: ${message}`);
}
