import type { InitialValue } from '../initial-value.ts';
import type { Scalar } from '../scalar/scalar.ts';
import type { TrainingAttributes } from './training-attributes.ts';
import type { AveragePoolAttributes, ConvolutionAttributes, Window } from './window.ts';

export type { Pair, Window } from './window.ts';

/**
 * Every operation of the Graph with its attributes. Activations are N×C×H×W, or N×C after a dense layer; filters are
 * O×(I/groups)×kh×kw, as in PyTorch.
 */
export interface OpAttributes extends TrainingAttributes {
  /** The images. */
  input: Record<never, never>;
  /** A tensor of the state dict; a `buffer` is not trained (running statistics). It begins as 0 where nothing is said. */
  parameter: { readonly name: string; readonly kind: 'parameter' | 'buffer'; readonly initial?: InitialValue };
  constant: { readonly values: readonly number[] };

  /** inputs: x, filters[, bias] */
  conv2d: ConvolutionAttributes;
  /** inputs: x, weights O×I[, bias] */
  dense: Record<never, never>;
  /** inputs: x, γ, β, running mean, running variance */
  batch_norm: { readonly epsilon: number; readonly momentum: number };
  /**
   * An expression of its inputs, element by element: activations of one shape, and vectors per channel; or of vectors
   * alone.
   */
  map: { readonly of: Scalar };
  concatenate: Record<never, never>;
  max_pool: Window;
  average_pool: AveragePoolAttributes;
  /** N×C×H×W → N×C×1×1 */
  global_average_pool: Record<never, never>;
  /** N×C×1×1 → N×C */
  flatten: Record<never, never>;
  /**
   * Zeroes elements, or whole images (stochastic depth), with probability `rate` and scales the others by 1/(1 − rate).
   * `key` tells one layer's masks from another's; the gradient draws the same mask.
   */
  dropout: { readonly rate: number; readonly per: 'element' | 'image'; readonly key: number };
  /** Keeps every `stride`th row and column: one half of the shortcut of option A. */
  subsample: { readonly stride: Window['stride'] };
  /** Zero channels before and after: the other half. */
  pad_channels: { readonly before: number; readonly after: number };

  // Of parameters alone.
  /** One number, for every channel. */
  expand: { readonly channels: number };
  /** inputs: filters, scale per output channel */
  scale_filters: Record<never, never>;
}

export type OpName = keyof OpAttributes;
