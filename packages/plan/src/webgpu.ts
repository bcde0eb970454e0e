/** Where the maps of a buffer lie, in bytes; the first image starts at 0. */
export interface MapPlan {
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly address: readonly [constant: 0, perImage: 0];
  readonly pixel: number;
  readonly row: number;
  readonly image: number;
  /** Index of the GPU buffer. */
  readonly buffer: number;
}

/** One tensor within a block. `offset`: values from the block's start. */
export type Packing =
  /**
   * O×(I/g)×kh×kw → [kh][kw][I/g][O, padded to vectors]: in however many groups, since a row is an input channel of the
   * output channel's own group.
   */
  | {
      readonly kind: 'filters';
      readonly offset: number;
      readonly source: string;
      readonly shape: readonly [out: number, perGroup: number, kh: number, kw: number];
    }
  /** O×I×3×3 → [position][I][O], as many positions as G·g·Gᵀ has values. */
  | {
      readonly kind: 'winograd';
      readonly offset: number;
      readonly source: string;
      readonly shape: readonly [out: number, channels: number];
      /** G: its index among the plan's transforms. */
      readonly transform: number;
    }
  | { readonly kind: 'vector'; readonly offset: number; readonly source: string };

/** The weights of one kernel, in bytes of the buffer of all weights; `offset` is 256-aligned. */
export interface WeightsBlock {
  readonly offset: number;
  readonly size: number;
  readonly packings: readonly Packing[];
}

/** A GPU buffer of activations, which several buffers of the program share one after the other. */
export interface BufferPlan {
  /** Bytes per image. */
  readonly perImage: number;
  /** The largest that it holds, for messages. */
  readonly name: string;
}

/** What a dispatch binds. */
export type Binding =
  /** A uniform: one of the plan's lists of numbers, in vectors of four. */
  | readonly [kind: 'numbers', index: number]
  | readonly [kind: 'activation', index: number]
  /** A block of the prepared weights, of what is trained, or of its gradients. */
  | readonly [kind: 'weights' | 'parameters' | 'gradients', index: number]
  /** Filters that are not trained, among the tensors. */
  | readonly [kind: 'constant', index: number]
  /** Filters that a step has standardised. */
  | readonly [kind: 'standardized', index: number]
  | readonly [kind: 'tensors' | 'scratch' | 'control'];

/** Invocations of a dispatch: min(⌈units·N / grain⌉, most) · tiles. */
export interface Grid {
  readonly units: number;
  readonly grain: number;
  readonly most?: number;
  readonly tiles: number;
}

/** One kernel. Binding 0 is a uniform of the batch, and of the key of its masks; then come `bindings`. */
export interface Dispatch {
  readonly name: string;
  readonly shader: number;
  readonly bindings: readonly Binding[];
  readonly grid: Grid;
  /** Bytes of partial results: of each of the grid's parts. */
  readonly scratch?: number;
  /** The map that it completes, where steps are looked at: its buffer and its bytes per image. */
  readonly result?: { readonly buffer: number; readonly perImage: number };
}

/** Invocations of a workgroup, in every shader: a multiple of every GPU's subgroup. */
export const workgroupSize = 64;

/** As what weights and activations are stored; computed is in float32. */
export const precisions = ['f32', 'f16'] as const;

export type Precision = (typeof precisions)[number];

/** One program on the device: plain JSON. What its dispatches bind besides activations, its owner has. */
export interface ProgramPlan {
  /** Images, logits and taps are float32 in either. With `f16` the device needs the feature `shader-f16`. */
  readonly precision: Precision;
  /** WGSL, one text per kernel shape. */
  readonly shaders: readonly string[];
  readonly buffers: readonly BufferPlan[];
  readonly input: MapPlan;
  readonly output: MapPlan;
  /** What is handed on besides, in the order of the model's outputs. */
  readonly taps?: readonly MapPlan[];
  readonly dispatches: readonly Dispatch[];
  /** Where gradients follow: how many dispatches the network is by itself. */
  readonly forward?: number;
  readonly numbers: readonly (readonly number[])[];
}

/** What a compiled module needs to predict on WebGPU, besides the prepare program. */
export interface WebGpuPlan extends ProgramPlan {
  /** Where gradients follow, of the logits. */
  readonly targets?: MapPlan;
  /** Per image, as the kernels make them. */
  readonly multiplyAdds: number;
  readonly weightsBytes: number;
  readonly blocks: readonly WeightsBlock[];
  readonly transforms: readonly (readonly (readonly number[])[])[];
}

/** One program, scheduled for one or two kinds of adapters: which one there is shows when the module is loaded. */
export interface PlansByAdapter<Plan> {
  readonly hardware: Plan;
  /** For adapters that compute on the CPU; without, these run the other. */
  readonly software?: Plan;
}

export type WebGpuPlans = PlansByAdapter<WebGpuPlan>;
