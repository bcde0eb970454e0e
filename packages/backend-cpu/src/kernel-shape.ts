import type { Scalar } from '@resnet-compile/ir';
import type { Access, InputMap } from './access.ts';

type Pair = readonly [number, number];

/** A buffer as code reads it; `masked`: channels of it are left out, or follow none. */
export interface ReadShape {
  readonly access: Access;
  readonly masked?: true;
  /** Its one channel is read for all. */
  readonly repeated?: true;
}

/**
 * Everything that the code of a kernel depends on: strides and extents, but no address and no weight. Kernels of equal
 * shape share one function.
 */
export interface KernelShape {
  /** Rows and columns of the result. */
  readonly map: readonly [height: number, width: number];
  /** Channels of the result, and the same padded to whole vectors. */
  readonly channels: number;
  readonly paddedChannels: number;
  readonly core: CoreShape;
  readonly steps: readonly StepShape[];
}

type Sides = readonly [top: number, right: number, bottom: number, left: number];

/** `padding`: pixels above and to the left of the map. */
interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
}

/** Of groups that share vectors: each lane reads the channels of its own group. */
export interface ByLane {
  readonly kernel: Pair;
  /** Bytes from one row, and one column, of the window to the next in what is read. */
  readonly tapStride: Pair;
  /** Channels of a group. */
  readonly reads: number;
  readonly results: number;
}

/** Of one result. */
export const tapsOf = ({ kernel, reads }: ByLane): number => kernel[0] * kernel[1] * reads;
/** `counted`: pixels around the map that count as zeros in a mean; absent where every window counts the same. */
interface Averages extends Window {
  readonly counted?: Sides;
}

/** `sides`: pixels around the map; those of a map that is mirrored, or zeros. */
interface Pads {
  readonly input: InputMap;
  readonly sides: Sides;
  readonly reflects: boolean;
}

/** What cores have of their own, besides operands. */
interface Cores {
  convolution: {
    /** `kernelRows` runs of `pieces` × `run` consecutive floats, `pieceStride` bytes apart. */
    readonly kernelRows: number;
    readonly rowStride: number;
    readonly pieces: number;
    readonly pieceStride: number;
    readonly run: number;
    readonly groups: number;
    /** Bytes from one group's first input channel to the next one's. */
    readonly groupStride: number;
  };
  grouped_convolution: { readonly group: ByLane };
  /** F(m×m, 3×3), m = `outputs`; `block`: the most tiles of a call. */
  winograd: {
    readonly input: InputMap;
    /** As they lie in the input, padding included. */
    readonly inChannels: number;
    readonly outputs: 2 | 4;
    readonly block: number;
    /** Output channels of the filters, of which the kernel may compute a slice. */
    readonly filters: number;
  };
  /** Transforms packed filters for the same. */
  winograd_filters: { readonly inChannels: number; readonly outputs: 2 | 4 };
  /** Sums dy ⊗ x over all pixels, per filter tap; laid out like packed filters. */
  filter_gradient: {
    /** Columns are counted among the input channels where those of taps follow each other. */
    readonly kernel: Pair;
    /** Bytes from one filter row, and one filter column, to the next in the source. */
    readonly tapStride: Pair;
    readonly groups: number;
    readonly outChannels: number;
    readonly inChannels: number;
  };
  grouped_filter_gradient: { readonly group: ByLane };
  max_pool: Window & { readonly input: InputMap };
  average_pool: Averages & { readonly input: InputMap };
  /** `of`: one expression; `size`: rows and columns of what is averaged. */
  mean: { readonly of: readonly [Scalar]; readonly size: Pair };
  /** Channels of a group. */
  group_mean: { readonly size: number };
  channel_convolution: { readonly taps: number; readonly turned: boolean };
  channel_filter_gradient: { readonly taps: number };
  copy: object;
  /** `source`: of x, whose pixels are the result's. */
  max_pool_gradient: Window & { readonly input: InputMap; readonly source: InputMap };
  average_pool_gradient: Averages & { readonly input: InputMap };
  spread: { readonly factor: number };
  upsample: { readonly input: InputMap; readonly stride: Pair };
  pad: Pads;
  pad_gradient: Pads;
  channel_statistics: object;
  channel_sums: { readonly of: readonly Scalar[] };
}

/** A core: how it reads its buffers, how many tensors it reads and computes. */
export type CoreShapeOf<Kind extends keyof Cores> = {
  readonly kind: Kind;
  readonly reads: readonly [ReadShape, ...ReadShape[]];
  readonly tensors: number;
  readonly results: number;
} & Cores[Kind];
export type CoreShape = { readonly [Kind in keyof Cores]: CoreShapeOf<Kind> }[keyof Cores];

export type StepShape =
  | { readonly kind: 'map'; readonly reads: readonly ReadShape[]; readonly tensors: number; readonly of: Scalar }
  /** `access`: not bytes but the index in N×C×H×W of a pixel's first channel, or of its image; `start`: the first pixel's. */
  | {
      readonly kind: 'dropout';
      readonly access: Access;
      readonly start: number;
      readonly channelStride: number;
      readonly rate: number;
    }
  /** `sliced`: the buffer has other channels behind, which a whole vector would overwrite. */
  | { readonly kind: 'store'; readonly access: Access; readonly sliced: boolean };

const reductions = [
  'filter_gradient',
  'grouped_filter_gradient',
  'channel_filter_gradient',
  'channel_statistics',
  'channel_sums',
] as const;
type Reduction = (typeof reductions)[number];

/** Cores whose value an epilogue follows, pixel by pixel. */
export type PixelCore = Exclude<
  CoreShape,
  { kind: 'convolution' | 'grouped_convolution' | 'winograd' | 'winograd_filters' | Reduction }
>;

/** Those that run over images, not pixels. */
export const reduces = ({ kind }: CoreShape): boolean => (reductions as readonly string[]).includes(kind);

const accesses = (reads: readonly ReadShape[]): readonly Access[] => reads.map(({ access }) => access);

/** What moves with the pixels of a result in its steps. */
export const stepAccessesOf = ({ steps }: KernelShape): readonly Access[] =>
  steps.flatMap((step) => (step.kind === 'map' ? accesses(step.reads) : [step.access]));

/** Everything that does. */
export const accessesOf = (shape: KernelShape): readonly Access[] => [
  ...accesses(shape.core.reads),
  ...stepAccessesOf(shape),
];
