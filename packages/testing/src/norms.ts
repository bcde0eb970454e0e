import norms from '../fixtures/norms.json' with { type: 'json' };

/**
 * What PyTorch computes in float64 for a 1×1 convolution, a norm of each image (or a gate along the channels), and a
 * convolution of the whole map, whose results are the logits.
 */
export interface NormCase {
  readonly name: 'groupNorm' | 'layerNorm' | 'instanceNorm' | 'filterResponseNorm' | 'evoNormS0' | 'channelConv';
  readonly logits: readonly number[];
  readonly loss: number;
  /** Of the first convolution. */
  readonly first: readonly number[];
  /** Of the norm's own parameters, in their order. */
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

export const normCases = norms as unknown as readonly NormCase[];

/** As `fixtures/norms.py` has them. */
export const normExtents = {
  batch: 3,
  input: [2, 3, 5],
  channels: 6,
  classes: 4,
  groups: 3,
  epsilon: 1e-3,
} as const;

/** Key 0: the images, 1 and 2: the convolutions, from 3 on: the norm's own parameters. */
export const normValues = (key: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => ((7 * i * i + 13 * i * key + 5 * key) % 31) / 31 - 0.5);
