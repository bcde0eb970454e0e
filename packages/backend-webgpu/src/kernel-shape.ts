import type { CoreKind, CoreOf, Pair, Read, StepKind, StepOf } from '@resnet-compile/ir';

/** Everything that a kernel's shader depends on, but no address and no batch size. */
export interface KernelShape {
  /** Rows and columns of the result. */
  readonly map: Pair;
  readonly channels: number;
  /** What one invocation computes: pixels, and vectors of four channels. After Winograd, the pixels of a tile of the map. With `workgroup`, a convolution loads through the memory of the workgroup, and a mean is one of the workgroup's parts. */
  readonly tile: { readonly pixels: number; readonly vectors: number; readonly workgroup?: true };
  /** Vectors of four of the filters, with which the kernel's block of weights begins. */
  readonly filters: number;
  /** Vectors of channels that its steps read, and where they are: behind the filters, or in places that a uniform has among the tensors. */
  readonly vectors: { readonly count: number; readonly in: 'weights' | 'tensors' };
  /** The block holds float16. */
  readonly half?: true;
  readonly buffers: readonly BindingShape[];
  readonly core: CoreShape;
  readonly steps: readonly StepShape[];
}

/** How the shader sees a GPU buffer: as single values where vectors would overwrite neighbouring channels. */
export interface BindingShape {
  readonly written: boolean;
  readonly element: 'vec4f' | 'f32' | 'vec4h' | 'f16';
}

/** A buffer of the program. There is no halo: pixels lie `pitch` vectors apart, rows and images one after the other. */
export interface Operand {
  /** Index among the kernel's buffers. */
  readonly buffer: number;
  readonly channels: number;
  readonly map: Pair;
  readonly pitch: number;
  /** It holds float16. */
  readonly half?: true;
}

/** A buffer as a view shows it, between channels of zeros; negative numbers leave channels out. */
export interface ViewedOperand extends Operand {
  readonly stride: Pair;
  readonly before: number;
  readonly after: number;
  /** Its one channel is read for all. */
  readonly repeated?: true;
}

/** Cores that compute a map; those that reduce to tensors, or make the loss, have kernels of another form. */
export type MapKind = Exclude<
  CoreKind,
  | 'channel_statistics'
  | 'channel_sums'
  | 'loss'
  | 'vector'
  | 'filter_gradient'
  | 'channel_filter_gradient'
  | 'filter_sum'
  | 'standardize_filters_gradient'
>;

/** A core with its operands, as its shader finds them. */
export interface CoreShapeOf<Kind extends MapKind> {
  readonly kind: Kind;
  readonly attributes: CoreOf<Kind>['attributes'];
  readonly reads: Viewed<CoreOf<Kind>['reads']>;
  /** Which of the kernel's vectors it reads; filters are none of them. */
  readonly tensors?: readonly number[];
}
type Viewed<Reads extends readonly Read[]> = { readonly [Place in keyof Reads]: ViewedOperand };
export type CoreShape = { readonly [Kind in MapKind]: CoreShapeOf<Kind> }[MapKind];

/** `tensors`: which of the kernel's vectors they are. */
export interface StepShapeOf<Kind extends StepKind> {
  readonly kind: Kind;
  readonly attributes: StepOf<Kind>['attributes'];
  readonly reads: readonly ViewedOperand[];
  readonly tensors: readonly number[];
  readonly writes: readonly Operand[];
}
export type StepShape = { readonly [Kind in StepKind]: StepShapeOf<Kind> }[StepKind];

/** Vectors of four in the kernel's block of weights. */
export const weightsOf = ({ filters, vectors, channels }: KernelShape): number =>
  filters + (vectors.in === 'weights' ? vectors.count * vectorsOf(channels) : 0);

/** Vectors of four that hold so many channels. */
export const vectorsOf = (channels: number): number => Math.ceil(channels / 4);
