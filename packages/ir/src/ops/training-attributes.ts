import type { Scalar } from '../scalar/scalar.ts';
import type { AveragePoolAttributes, ConvolutionAttributes, Pair, Window } from './window.ts';

/** Operations of a training step: batch statistics, the loss, and gradients. dy stands for the gradient of a result y. */
export interface TrainingAttributes {
  /** N×K: what the network should say, a distribution a row. */
  targets: Record<never, never>;
  /** Mean per channel over the batch and the map. */
  batch_mean: Record<never, never>;
  /** inputs: x, its mean; the biased variance */
  batch_variance: Record<never, never>;
  /** inputs: x, mean, variance, γ, β */
  batch_normalize: { readonly epsilon: number };
  /** inputs: old, new, x; (1 − momentum)·old + momentum·new, where `unbiased` multiplies new by M/(M − 1), M = N·H·W of x */
  running_average: { readonly momentum: number; readonly unbiased: boolean };
  /** inputs: logits, targets; the mean over the batch, a scalar */
  cross_entropy: { readonly labelSmoothing: number };
  /** inputs: logits, targets; how many rows have their largest value in the same place */
  correct: Record<never, never>;
  cross_entropy_gradient: { readonly labelSmoothing: number };
  /** inputs: dy, filters; `size`: height and width of x */
  conv2d_input_gradient: ConvolutionAttributes & { readonly size: Pair };
  /** inputs: dy, x; `kernel`: height and width of the filters */
  conv2d_filter_gradient: ConvolutionAttributes & { readonly kernel: Pair };
  /** inputs: dy, weights */
  dense_input_gradient: Record<never, never>;
  /** inputs: dy, x */
  dense_weight_gradient: Record<never, never>;
  /** The sum per channel over the batch and the map of an expression, whose inputs are as a `map`'s. */
  channel_sum: { readonly of: Scalar };
  /** The sum of a vector: the gradient of `expand`. */
  total: Record<never, never>;
  /** inputs: dy, x, mean, variance, γ, Σ dy·(x − mean), Σ dy */
  batch_norm_input_gradient: { readonly epsilon: number };
  /** inputs: dy, x; the first largest element of a window takes its gradient, as in PyTorch */
  max_pool_gradient: Window;
  average_pool_gradient: AveragePoolAttributes & { readonly size: Pair };
  global_average_pool_gradient: { readonly size: Pair };
  /** N×C → N×C×1×1 */
  unflatten: Record<never, never>;
  /** Puts zeros between pixels: the gradient of `subsample`. */
  upsample_zeros: { readonly stride: Pair; readonly size: Pair };
  /** The gradient of `pad_channels`, and of each input of `concatenate`. */
  slice_channels: { readonly from: number; readonly count: number };
}
