import type { BufferPlan, MapPlan, Packing } from './webgpu.ts';

/** What a dispatch binds, in the order of its shader's variables. */
export type Binding =
  /** A uniform: the batch, and the key of the part's masks. */
  | { readonly kind: 'run' }
  /** A uniform: numbers, such as the places of vectors among the tensors, in vectors of four. */
  | { readonly kind: 'places'; readonly index: number }
  /** The blocks of one parameter. */
  | { readonly kind: 'parameters' | 'gradients'; readonly block: number }
  /** Filters that are not trained, among the tensors. */
  | { readonly kind: 'constant'; readonly index: number }
  | { readonly kind: 'tensors' | 'scratch' | 'control' }
  | { readonly kind: 'activation'; readonly index: number };

/**
 * Invocations of a dispatch: min(⌈units·N / grain⌉, most) · tiles, in workgroups of `size`; N counts as 1 where nothing
 * depends on the batch.
 */
export interface Grid {
  readonly units: number;
  readonly grain: number;
  readonly most: number;
  readonly tiles: number;
  readonly perImage: boolean;
  readonly size: number;
}

export interface TrainingDispatch {
  readonly name: string;
  readonly shader: number;
  readonly bindings: readonly Binding[];
  readonly grid: Grid;
  /** Bytes of partial results: of each of the grid's parts. */
  readonly scratch?: number;
  /** The map that it completes: its buffer and its bytes per image. */
  readonly result?: { readonly buffer: number; readonly perImage: number };
}

/** One program over parameters that stay on the device. */
export interface DeviceProgramPlan {
  readonly shaders: readonly string[];
  readonly buffers: readonly BufferPlan[];
  readonly input: MapPlan;
  readonly output: MapPlan;
  readonly targets?: MapPlan;
  readonly dispatches: readonly TrainingDispatch[];
  readonly places: readonly (readonly number[])[];
  /** Per-channel values: copies of the parameters' vectors and running statistics, constants, and what kernels compute. */
  readonly tensorsBytes: number;
  readonly constants: readonly ConstantBlock[];
}

/** A parameter, or running statistic, in bytes of the buffer of all of them. */
export interface ParameterBlock {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  /** How its values lie within the block; its offset is 0. */
  readonly packing: Exclude<Packing, { readonly kind: 'winograd' }>;
}

/** A constant, in bytes of the tensors. */
export interface ConstantBlock extends ParameterBlock {
  readonly values: readonly number[];
}

/**
 * All parameters in one buffer: tensors of two or more dimensions first, each 256-aligned, laid out as convolutions read
 * them; then vectors. Gradients, moments and averages lie alike. The tensors of each program begin with a copy of the
 * vectors, followed by one of the running statistics.
 */
export interface ParametersPlan {
  readonly bytes: number;
  readonly blocks: readonly ParameterBlock[];
  readonly vectors: { readonly offset: number; readonly bytes: number };
  readonly statistics: {
    readonly bytes: number;
    readonly blocks: readonly ParameterBlock[];
    /** Among the tensors. */ readonly offset: number;
  };
}

/** A copy from the tensors to the gradients, in bytes. */
export interface VectorCopy {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

/** The shaders that end a step, over all parameters as they lie. */
export interface UpdatePlan {
  readonly moments: number;
  readonly ema: boolean;
  readonly accumulate: number;
  readonly norm: string;
  readonly decision: string;
  readonly update: string;
  readonly commit: string;
  /** Where a batch is cut into parts. */
  readonly accumulation?: string;
  /** Where masks are drawn. */
  readonly partKey?: string;
  /** For the diagnosis of what is not finite. */
  readonly scan: string;
  /** Vectors of four that decay. */
  readonly decaying: number;
}

/** What a compiled module needs to train on WebGPU. Plain JSON. */
export interface WebGpuTrainingPlan {
  readonly parameters: ParametersPlan;
  readonly step: DeviceProgramPlan & {
    readonly targets: MapPlan;
    /** Gradients of vectors, which kernels leave among the tensors. */
    readonly copies: readonly VectorCopy[];
    /** Where the new running statistics lie among the tensors, in bytes. */
    readonly recent: number;
  };
  readonly evaluation: DeviceProgramPlan;
  readonly update: UpdatePlan;
  /** Words of the control buffer, by what they hold. */
  readonly control: {
    readonly step: number;
    readonly seed: number;
    readonly part: number;
    readonly key: number;
    readonly bad: number;
    readonly loss: number;
    readonly correct: number;
    readonly result: number;
    readonly words: number;
  };
  readonly normInvocations: number;
}
