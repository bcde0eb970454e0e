import type { Pair, WinogradOutputs, Window } from '@resnet-compile/ir';
import type { Operand, ViewedOperand } from './operand.ts';
import type { FilterWindow } from './plan.ts';
import type { TrainingCoreShape, TrainingStepShape } from './training/training-shape.ts';

/** Everything that a kernel's shader depends on, but no address and no batch size. Kernels of equal shape share one. */
export interface KernelShape {
  /** Rows and columns of the result. */
  readonly map: Pair;
  readonly channels: number;
  /** What one invocation computes: pixels, and vectors of four channels. After Winograd, the pixels of a tile of the map. With `workgroup`, a convolution loads through the memory of the workgroup. */
  readonly tile: { readonly pixels: number; readonly vectors: number; readonly workgroup?: true };
  /** Vectors in the kernel's block of weights: filters first, then the vectors of its steps in order. */
  readonly weights: number;
  /** The block holds float16. */
  readonly half?: true;
  /** In training the vectors of steps are not in the block, but where so many places among the tensors say. */
  readonly places?: number;
  readonly buffers: readonly BindingShape[];
  readonly core: CoreShape;
  readonly steps: readonly StepShape[];
}

/** How the shader sees a GPU buffer: as single values where vectors would overwrite neighbouring channels. */
export interface BindingShape {
  readonly written: boolean;
  readonly element: 'vec4f' | 'f32' | 'vec4h' | 'f16';
}

export type CoreShape =
  | ({
      readonly kind: 'convolution';
      readonly input: Operand;
      readonly grouped: boolean;
      readonly window: FilterWindow;
    } & Window)
  | ({ readonly kind: 'max_pool'; readonly input: Operand } & Window)
  | ({ readonly kind: 'average_pool'; readonly input: Operand; readonly countIncludePad: boolean } & Window)
  | { readonly kind: 'mean'; readonly input: Operand }
  | { readonly kind: 'copy'; readonly input: ViewedOperand }
  | {
      readonly kind: 'winograd_input';
      readonly input: Operand;
      readonly outputs: WinogradOutputs;
      readonly padding: Pair;
    }
  | { readonly kind: 'winograd_output'; readonly input: Operand; readonly outputs: WinogradOutputs }
  | TrainingCoreShape;

/** `values`, `scale`, `shift`: vectors from the start of the block of weights, or in training the index of a place. */
export type StepShape =
  | { readonly op: 'bias'; readonly values: number }
  | { readonly op: 'affine'; readonly scale: number; readonly shift: number }
  | { readonly op: 'add'; readonly operand: ViewedOperand }
  | { readonly op: 'relu' }
  | { readonly op: 'store'; readonly operand: Operand; readonly channel: number }
  | TrainingStepShape;

/** Vectors of four that hold so many channels. */
export const vectorsOf = (channels: number): number => Math.ceil(channels / 4);
