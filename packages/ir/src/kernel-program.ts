import type { Core } from './core.ts';
import type { Dtype } from './dtype.ts';
import type { InitialValue } from './initial-value.ts';
import type { InTraining } from './in-training.ts';
import type { MapShape } from './map-shape.ts';
import type { OpAttributes } from './ops/index.ts';
import type { Pair } from './ops/window.ts';
import type { Origin } from './origin.ts';
import type { Step } from './step.ts';

/** A tensor of the state dict, in its order: float32, as the caller gives it. */
export interface ParameterDeclaration extends InTraining {
  readonly name: string;
  readonly shape: readonly number[];
  /** A `buffer` is not trained: running statistics. */
  readonly kind: 'parameter' | 'buffer';
  /** 0 where nothing is said. */
  readonly initial?: InitialValue;
  /** Under which files may have it too: names of later uses of a shared layer. */
  readonly aliases?: readonly string[];
}

/** The operations of the prepare program: of parameters alone, once per state, in float64. */
export type PrepareOp = 'parameter' | 'constant' | 'map' | 'expand' | 'scale_filters' | 'standardize_filters';

export interface PrepareStepOf<Op extends PrepareOp> {
  readonly id: string;
  readonly op: Op;
  readonly inputs: readonly string[];
  readonly attributes: OpAttributes[Op];
  readonly shape: readonly number[];
  /** As what kernels read it; steps read float64. What is transformed for a kernel is rounded after that. */
  readonly dtype: Dtype;
}
export type PrepareStep = { [Op in PrepareOp]: PrepareStepOf<Op> }[PrepareOp];

/** How a buffer lies in memory; absent until a target has chosen. */
export interface Layout {
  /** Channels are innermost. `pitch`: elements from one pixel to the next, at least the channel count. */
  readonly pitch: number;
  /**
   * Zero pixels around each map, so that a padded convolution needs no bounds checks. A row's right halo is the next
   * row's left one, and an image's lower halo the next image's upper one.
   */
  readonly halo: Pair;
}

/** Where a buffer lies in the arena, in words of four bytes, for a batch of N: `constant + perImage · N`. */
export interface Placement {
  readonly constant: number;
  readonly perImage: number;
}

/** An activation. */
export interface BufferDeclaration {
  readonly id: string;
  readonly shape: MapShape;
  readonly dtype: Dtype;
  readonly layout?: Layout;
  readonly placement?: Placement;
}

/** The register tile of a convolution or matrix product, and the pixels that are worked on at a time. */
export interface Tile {
  readonly pixels: number;
  readonly channels: number;
  /** Pixels whose inputs stay in the cache while all channels are computed. */
  readonly block: number;
  /** The convolution runs as Winograd's F(m×m, 3×3) with this m; `block` then counts tiles of m×m pixels. */
  readonly winograd?: 2 | 4;
  /** Invocations of a GPU's workgroup load inputs and filters for each other, into the memory that they share. */
  readonly workgroup?: true;
}

export interface Kernel {
  readonly name: string;
  readonly core: Core;
  /** Ends with a store; empty where the core reduces to tensors. */
  readonly epilogue: readonly Step[];
  /** The shape of the running value, which is float32. */
  readonly shape: MapShape;
  readonly tile?: Tile;
  readonly origin: Origin;
}

/**
 * The fused-kernel IR, and the contract between the compiler and every backend. Backends see verified and scheduled
 * programs only: every buffer has a layout and a placement, every convolution a tile.
 */
export interface KernelProgram {
  readonly name: string;
  /** The name of the target that it was scheduled for. */
  readonly target?: string;
  readonly parameters: readonly ParameterDeclaration[];
  readonly prepare: readonly PrepareStep[];
  /** Filled with the caller's images. */
  readonly input: string;
  readonly output: string;
  /** What inference hands on besides the output. */
  readonly taps: readonly ProgramTap[];
  readonly buffers: readonly BufferDeclaration[];
  readonly kernels: readonly Kernel[];
  /** Filled by the caller, of a training step, and where logits are differentiated: kernels before the first that reads it are the network. */
  readonly targets?: string;
  /** In training: unbatched values that kernels compute; what is handed on. */
  readonly tensors: readonly TensorDeclaration[];
  readonly results: readonly ProgramResult[];
}

export interface TensorDeclaration {
  readonly id: string;
  readonly shape: readonly number[];
  readonly dtype: Dtype;
}

/** The path of a layer, and the buffer that holds what it gives: the caller's, as the output, once all kernels have run. */
export interface ProgramTap {
  readonly name: string;
  readonly buffer: string;
}

/** `loss`, `correct`, `gradient NAME`, `statistic NAME`, and the tensor that holds it. */
export interface ProgramResult {
  readonly name: string;
  readonly tensor: string;
}

/** Buffers that are the caller's once all kernels have run, each once. */
export const outputsOf = ({ output, taps }: Pick<KernelProgram, 'output' | 'taps'>): ReadonlySet<string> =>
  new Set([output, ...taps.map(({ buffer }) => buffer)]);

/** Whether a program is a training step. */
export const trains = ({ results }: KernelProgram): boolean => results.length > 0;
