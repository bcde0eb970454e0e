import type { Pair, Window } from './ops/window.ts';

interface Grouped extends Window {
  readonly groups: number;
}

/** Cores of a training step. dy is the gradient of a kernel's result y. */
export type TrainingCore =
  /** The adjoint of a convolution; input: dy, filters as the convolution's. */
  | ({ readonly kind: 'input_gradient'; readonly input: string; readonly weights: string } & Grouped)
  /** input: dy, source: x; the gradient of the filters, into a tensor. */
  | ({
      readonly kind: 'filter_gradient';
      readonly input: string;
      readonly source: string;
      readonly result: string;
    } & Grouped)
  /** Mean and biased variance per channel, into tensors. */
  | { readonly kind: 'channel_statistics'; readonly input: string; readonly mean: string; readonly variance: string }
  /** Σ dy and, with a source, Σ dy·(source − mean), into tensors. */
  | {
      readonly kind: 'gradient_sums';
      readonly input: string;
      readonly sum: string;
      readonly centred?: { readonly source: string; readonly mean: string; readonly product: string };
    }
  | ({ readonly kind: 'max_pool_gradient'; readonly input: string; readonly source: string } & Window)
  | ({ readonly kind: 'average_pool_gradient'; readonly input: string; readonly countIncludePad: boolean } & Window)
  /** A vector's elements over whole maps, divided by their size: the adjoint of `mean`. */
  | { readonly kind: 'spread'; readonly input: string }
  /** Zeros between pixels: the adjoint of a view's stride. */
  | { readonly kind: 'upsample'; readonly input: string; readonly stride: Pair }
  /** The loss and the number of correct rows into tensors; its value is the gradient of the logits. */
  | {
      readonly kind: 'cross_entropy';
      readonly input: string;
      readonly targets: string;
      readonly labelSmoothing: number;
      readonly loss: string;
      readonly correct: string;
    }
  /** Arithmetic on vectors of channels, too small for a device. */
  | ({ readonly kind: 'vector'; readonly inputs: readonly string[]; readonly results: readonly string[] } & VectorOp);

export type VectorOp =
  /** γ, variance → γ/√(variance + ε) */
  | { readonly op: 'batch_norm_scale'; readonly epsilon: number }
  /** old, recent → (1 − momentum)·old + momentum·recent; `unbiased` multiplies recent by M/(M − 1), M = N·count. */
  | { readonly op: 'running_average'; readonly momentum: number; readonly unbiased: boolean; readonly count: number }
  /** Σ dy·(x − mean), variance → dγ = Σ dy·x̂ */
  | { readonly op: 'scale_gradient'; readonly epsilon: number }
  /**
   * γ, variance, Σ dy·(x − mean), Σ dy → a, b, c of dx = a·dy + b + c·(x − mean), with r = 1/√(variance + ε), M = N·count:
   * a = γ·r, b = −a·Σdy/M, c = −a·r²·Σdy·(x − mean)/M.
   */
  | { readonly op: 'batch_norm_gradient_factors'; readonly epsilon: number; readonly count: number };

/** Epilogue steps of a training step. */
export type TrainingStep =
  /** (v − mean)·scale + shift per channel: subtracting first keeps precision where the mean is large. */
  | { readonly op: 'normalize'; readonly mean: string; readonly scale: string; readonly shift: string }
  /** v + (x − mean)·scale with x another activation. */
  | { readonly op: 'add_normalized'; readonly buffer: string; readonly mean: string; readonly scale: string }
  /**
   * v/(1 − rate), or 0 with probability rate. The mask is a function of the step's seed, the key, and the place in
   * N×C×H×W (or the image alone), so that every device and layout draws the same.
   */
  | { readonly op: 'dropout'; readonly rate: number; readonly per: 'element' | 'image'; readonly key: number }
  /** v where another activation is positive, else 0: the gradient of ReLU. */
  | { readonly op: 'mask'; readonly buffer: string };
