/** [vertical, horizontal] */
export type Pair = readonly [number, number];

export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
}

/**
 * Every operation of the Graph with its attributes. Activations are N×C×H×W, or N×C after a dense layer; filters are
 * O×(I/groups)×kh×kw, as in PyTorch.
 */
export interface OpAttributes {
  /** The images. */
  input: Record<never, never>;
  /** A tensor of the state dict; a `buffer` is not trained (running statistics). */
  parameter: { readonly name: string; readonly kind: 'parameter' | 'buffer' };
  constant: { readonly values: readonly number[] };

  /** inputs: x, filters[, bias] */
  conv2d: Omit<Window, 'kernel'> & { readonly groups: number };
  /** inputs: x, weights O×I[, bias] */
  dense: Record<never, never>;
  /** inputs: x, γ, β, running mean, running variance */
  batch_norm: { readonly epsilon: number };
  /** inputs: x, scale, shift; both per channel */
  affine: Record<never, never>;
  relu: Record<never, never>;
  add: Record<never, never>;
  concatenate: Record<never, never>;
  max_pool: Window;
  average_pool: Window & { readonly countIncludePad: boolean };
  /** N×C×H×W → N×C×1×1 */
  global_average_pool: Record<never, never>;
  /** N×C×1×1 → N×C */
  flatten: Record<never, never>;
  dropout: { readonly rate: number };
  /** Keeps every `stride`th row and column: one half of the shortcut of option A. */
  subsample: { readonly stride: Pair };
  /** Zero channels before and after: the other half. */
  pad_channels: { readonly before: number; readonly after: number };

  // Of parameters alone, computed once per state and in float64.
  /** inputs: γ, running variance; γ/√(σ²+ε) */
  batch_norm_scale: { readonly epsilon: number };
  /** inputs: β, running mean, scale; β − μ·scale */
  batch_norm_shift: Record<never, never>;
  /** inputs: filters, scale per output channel */
  scale_filters: Record<never, never>;
  /** inputs: a, b, c, all per channel; a·b + c */
  multiply_add: Record<never, never>;
}

export type OpName = keyof OpAttributes;
