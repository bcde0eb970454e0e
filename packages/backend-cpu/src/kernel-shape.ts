import type { Access, InputMap } from './access.ts';
import type { TrainingCoreShape, TrainingStepShape } from './training-shape.ts';

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

export type CoreShape =
  | {
      readonly kind: 'convolution';
      readonly access: Access;
      /** `kernelRows` runs of `pieces` × `run` consecutive floats, `pieceStride` bytes apart. */
      readonly kernelRows: number;
      readonly rowStride: number;
      readonly pieces: number;
      readonly pieceStride: number;
      readonly run: number;
      readonly groups: number;
      /** Bytes from one group's first input channel to the next one's. */
      readonly groupStride: number;
    }
  | {
      /** F(m×m, 3×3), m = `outputs`; `block`: the most tiles of a call. */
      readonly kind: 'winograd';
      readonly access: Access;
      readonly input: InputMap;
      /** As they lie in the input, padding included. */
      readonly inChannels: number;
      readonly outputs: 2 | 4;
      readonly block: number;
      /** Output channels of the filters, of which the kernel may compute a slice. */
      readonly filters: number;
    }
  /** Transforms packed filters for the same. */
  | { readonly kind: 'winograd_filters'; readonly inChannels: number; readonly outputs: 2 | 4 }
  | {
      readonly kind: 'max_pool' | 'average_pool';
      readonly access: Access;
      readonly input: InputMap;
      readonly kernel: readonly [number, number];
      readonly stride: readonly [number, number];
      readonly padding: readonly [number, number];
      readonly countIncludePad: boolean;
    }
  | { readonly kind: 'mean'; readonly access: Access; readonly input: InputMap }
  | { readonly kind: 'copy'; readonly access: Access; readonly masked: boolean }
  | TrainingCoreShape;

export type StepShape =
  | { readonly op: 'bias' }
  | { readonly op: 'affine' }
  | { readonly op: 'add'; readonly access: Access; readonly masked: boolean }
  | { readonly op: 'relu' }
  | TrainingStepShape
  /** `sliced`: the buffer has other channels behind, which a whole vector would overwrite. */
  | { readonly op: 'store'; readonly access: Access; readonly sliced: boolean };

/** Cores whose value an epilogue follows, pixel by pixel. */
export type PixelCore = Exclude<
  CoreShape,
  { kind: 'convolution' | 'winograd' | 'winograd_filters' | 'filter_gradient' | 'channel_statistics' | 'gradient_sums' }
>;

const trainingNames = (core: CoreShape): readonly string[] => {
  switch (core.kind) {
    case 'filter_gradient':
      return ['source', 'result'];
    case 'channel_statistics':
      return ['mean', 'variance'];
    case 'gradient_sums':
      return core.source ? ['source', 'mean', 'product', 'sum'] : ['sum'];
    case 'max_pool_gradient':
      return ['source'];
    default:
      return [];
  }
};

/**
 * Names of a kernel's address parameters, in the order in which a call passes them; a thread's `scratch` is the last, and
 * `first` and `last` pixel follow.
 */
export function addressNames({ core, steps }: KernelShape): readonly string[] {
  return [
    'input',
    ...(core.kind === 'convolution' || core.kind === 'winograd' ? ['weights'] : []),
    ...(core.kind === 'winograd_filters' ? ['result'] : []),
    ...(core.kind === 'copy' && core.masked ? ['mask'] : []),
    ...trainingNames(core),
    ...steps.flatMap((step, index) => {
      if (step.op === 'bias') return [`bias${index}`];
      if (step.op === 'normalize') return [`mean${index}`, `scale${index}`, `shift${index}`];
      if (step.op === 'add_normalized') return [`add${index}`, `mean${index}`, `scale${index}`];
      if (step.op === 'dropout') return [`key${index}`];
      if (step.op === 'mask') return [`positive${index}`];
      if (step.op === 'affine') return [`scale${index}`, `shift${index}`];
      if (step.op === 'add') return [`add${index}`, ...(step.masked ? [`mask${index}`] : [])];
      return step.op === 'store' ? [`store${index}`] : [];
    }),
    ...(core.kind === 'winograd' ? ['scratch'] : []),
  ];
}
