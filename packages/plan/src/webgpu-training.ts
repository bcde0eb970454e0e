import type { MapPlan, Packing, PlansByAdapter, ProgramPlan } from './webgpu.ts';

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

/** Bytes of a buffer. */
export interface ByteRange {
  readonly offset: number;
  readonly bytes: number;
}

/**
 * All parameters in one buffer: tensors of two or more dimensions first, each 256-aligned, laid out as convolutions read
 * them; then vectors. Those that are trained lie in the middle, and gradients, moments and averages lie as these do. The tensors
 * of a step begin with a copy of the vectors, followed by one of the running statistics.
 */
export interface ParametersPlan {
  readonly bytes: number;
  readonly blocks: readonly ParameterBlock[];
  readonly trained: ByteRange;
  readonly vectors: ByteRange;
  /** Those that a step moves are the first. */
  readonly statistics: {
    readonly bytes: number;
    readonly moved: number;
    readonly blocks: readonly ParameterBlock[];
    /** Among the tensors. */ readonly offset: number;
  };
}

/** The blocks that lie within a range. */
export const blocksIn = (blocks: readonly ParameterBlock[], { offset, bytes }: ByteRange): readonly ParameterBlock[] =>
  blocks.filter((block) => block.offset >= offset && block.offset < offset + bytes);

/** A copy from the tensors to the gradients, in bytes. */
export interface VectorCopy {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

/** Forward, loss and backward, over parameters that stay on the device. */
export interface StepPlan extends ProgramPlan {
  readonly targets: MapPlan;
  /** Per-channel values: copies of the parameters' vectors and running statistics, constants, and what kernels compute. */
  readonly tensorsBytes: number;
  readonly constants: readonly ConstantBlock[];
  /** Filters that are standardised at each step, in a buffer of their own. */
  readonly standardized: readonly ParameterBlock[];
  /** Gradients of vectors, which kernels leave among the tensors. */
  readonly copies: readonly VectorCopy[];
  /** Where the new running statistics lie among the tensors, in bytes. */
  readonly recent: number;
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
}

/** What a compiled module needs to train on WebGPU. It predicts by another plan. Plain JSON. */
export interface WebGpuTrainingPlan {
  readonly parameters: ParametersPlan;
  readonly step: StepPlan;
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

export type WebGpuTrainingPlans = PlansByAdapter<WebGpuTrainingPlan>;
