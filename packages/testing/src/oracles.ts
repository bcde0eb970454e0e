import results from '../fixtures/oracles.json' with { type: 'json' };

/** How a network is built and what is run on it. Fields that are absent have the default in brackets. */
export interface OracleNetwork {
  readonly name: string;
  readonly block: 'basic' | 'bottleneck';
  /** Blocks per stage. */
  readonly stages: readonly number[];
  /** Channels of the first stage [64]; they double with each stage. */
  readonly width?: number;
  /** Channels of the stem [width]. */
  readonly stemWidth?: number;
  /** 7×7 stride 2 and a 3×3 max-pool stride 2, or 3×3 [imagenet]. */
  readonly stem?: 'imagenet' | 'cifar';
  /**
   * A: every second pixel, zero channels at the end; A-split: half of them before; B [the default]: a projection where
   * the shape changes; C: in every block; none: a plain network.
   */
  readonly shortcut?: 'A' | 'A-split' | 'B' | 'C' | 'none';
  /** v1: a bottleneck strides in its first 1×1; v1.5 [the default]: in its 3×3; v2: pre-activation, timm's names. */
  readonly variant?: 'v1' | 'v1.5' | 'v2';
  /** [1] */
  readonly groups?: number;
  /** [64] */
  readonly widthPerGroup?: number;
  /** C, H, W */
  readonly input: readonly [number, number, number];
  readonly classes: number;
  /** [2] */
  readonly batch?: number;
  /** [0] */
  readonly seed?: number;
  /** [0.6] */
  readonly normScale?: number;
  readonly train?: TrainingOptions;
}

export interface TrainingOptions {
  readonly steps: number;
  readonly learningRate: number;
  /** [sgd]; adamw with PyTorch's defaults but for the rate and the decay. */
  readonly optimizer?: 'sgd' | 'adamw';
  /** [0.9] */
  readonly momentum?: number;
  /** [false] */
  readonly nesterov?: boolean;
  /** [1e-4] */
  readonly weightDecay?: number;
  /** [all]; weights: tensors of two or more dimensions only. */
  readonly decay?: 'all' | 'weights';
  /** [0] */
  readonly labelSmoothing?: number;
  /** The largest global norm of the gradients, applied after those that are listed. */
  readonly clipNorm?: number;
  /** The batch in so many equal parts, in order, each normalised by itself; losses are averaged [1]. */
  readonly accumulate?: number;
  /** Row r of the targets is units(`labels<t>`)[r·classes …] + 1, divided by its sum. [false] */
  readonly softTargets?: boolean;
  /** Decay of the average of the parameters, which starts at their initial values. */
  readonly ema?: number;
}

/** A tensor in short: its norm, its sum and its first four elements. */
export interface TensorSummary {
  readonly l2: number;
  readonly sum: number;
  readonly head: readonly number[];
}

export interface OracleTraining {
  /** Of every step. */
  readonly losses: readonly number[];
  /** Of the first step, by parameter name. */
  readonly gradients: Readonly<Record<string, TensorSummary>>;
  /** Of the state over all steps, by state name. */
  readonly change: Readonly<Record<string, TensorSummary>>;
  /** The change of the averaged parameters. */
  readonly ema?: Readonly<Record<string, TensorSummary>>;
}

/** What PyTorch 1.13 computes for one network in float64, on the deterministic fill. */
export interface OracleCase<Network = OracleNetwork> {
  readonly case: Network;
  /** Count of trained values. */
  readonly parameters: number;
  /** The state dict's shapes, in its order, without `num_batches_tracked`. */
  readonly state: Readonly<Record<string, readonly number[]>>;
  /** The first 16 of each image. */
  readonly logits: readonly (readonly number[])[];
  readonly logitsL2: readonly number[];
  readonly argmax: readonly number[];
  readonly train?: OracleTraining;
  /**
   * How far PyTorch's own float32 lies from its float64: relative to the largest logit, to each loss, and per tensor
   * the worst of its summary, relative to its root mean square and norm.
   */
  readonly float32: {
    readonly logits: number;
    readonly losses?: number;
    readonly gradients?: Readonly<Record<string, number>>;
    readonly change?: Readonly<Record<string, number>>;
    readonly ema?: Readonly<Record<string, number>>;
  };
}

export const oracles = results as unknown as readonly OracleCase[];
