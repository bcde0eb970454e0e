import type { Scalar } from '@resnet-compile/ir';

/** A number of bytes, or an address, for a batch of N: `constant + perImage · N`. */
export type Linear = readonly [constant: number, perImage: number];

export const at = ([constant, perImage]: Linear, batch: number): number => constant + perImage * batch;

/** Bytes between pixels, rows and images of a buffer, and its first pixel's address. */
export interface MapPlan {
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly address: Linear;
  readonly pixel: number;
  readonly row: number;
  readonly image: number;
}

/** One tensor of the weights region, at a fixed address. */
export type Packing =
  /**
   * O×(I/g)×kh×kw → by panels of the result's channels, as wide as the kernels' variant has it:
   * [row][column][channel read][panel].
   */
  | {
      readonly kind: 'filters';
      readonly address: number;
      readonly source: string;
      /** Of an input gradient: from output to input channels. */
      readonly transposed: boolean;
      /** The taps that are packed, in order: `row · kw + column`. */
      readonly taps: readonly number[];
      readonly shape: readonly [number, number, number, number];
      readonly groups: number;
      /** Groups that begin panels of their own: all, or 1 where a panel goes on with the next group's. */
      readonly panelGroups: number;
      /** Channels that a group reads, as they lie in the input: padding included. */
      readonly inChannels: number;
      /** The kernel that transforms the packed filters, put into the scratch memory, to their place: `(from, to)`. */
      readonly transform?: number;
    }
  | { readonly kind: 'vector'; readonly address: number; readonly source: string }
  /** All bits set for `channels` lanes from `before`, none elsewhere. */
  | { readonly kind: 'mask'; readonly address: number; readonly before: number; readonly channels: number };

/** Zeroes that a buffer needs before it is first written: around each map, or everywhere. Bytes. */
export interface Clear {
  readonly address: Linear;
  /** In front of the first pixel. */
  readonly origin: number;
  /** Of one row's pixels, and from row to row, and from image to image. */
  readonly pixels: number;
  readonly row: number;
  readonly image: number;
  readonly height: number;
  readonly whole: boolean;
}

/** Equal parts of a kernel's channels, by one code: in part n, address i lies n · `steps[i]` bytes further. */
export interface Slices {
  readonly count: number;
  readonly steps: readonly number[];
}

/** Sums of a part of the batch's images, one part behind the other, to be merged into the results. */
export interface PartialSums {
  /** `moments`: the results are a mean and a biased variance. */
  readonly merge: 'sum' | 'moments';
  /** Where the batch has as many images. */
  readonly parts: number;
  readonly address: number;
  /** Places in `addresses`. */
  readonly results: readonly (readonly [parameter: number, floats: number])[];
}

/** One call of a kernel's code. Its slices and ranges of pixels depend on no other: they may be computed at once. */
export interface KernelCall {
  readonly kernel: number;
  readonly addresses: readonly Linear[];
  readonly slices?: Slices;
  /** Pixels of the result per image, or tiles of pixels; as many as one range has at most, and as many as are worth one. */
  readonly pixels: number;
  readonly block: number;
  readonly least: number;
  /** Pixels that are computed together: ranges are cut between them. */
  readonly tile: number;
  /** Multiply-adds per pixel, or as long. */
  readonly work: number;
  /** Whether the kernel works in scratch memory, whose address follows the others. */
  readonly scratch?: true;
  readonly clears: readonly Clear[];
  /** Of a training step, for diagnostics: the kernel's name in the program, and where its result lies. */
  readonly name?: string;
  readonly result?: MapPlan;
  /** Of a reduction, whose pixels are images. */
  readonly partialSums?: PartialSums;
  /** The tensor that the kernel adds to, by its place in `addresses`, and the floats of a slice: zeroed before. */
  readonly zeroes?: readonly [parameter: number, floats: number];
}

/** Arithmetic on vectors, too small for a kernel: done by the runtime. Addresses of tensors are fixed. */
export interface VectorCall {
  /** Numbers of the plan's expressions, one for each result; `count`: elements of a channel in one image. */
  readonly vector: { readonly of: readonly number[]; readonly count: number; readonly total?: true };
  readonly inputs: readonly number[];
  readonly results: readonly number[];
  readonly length: number;
  /** Inputs of one element, where the others are vectors. */
  readonly single?: readonly number[];
}

/** The loss, which the module's host code computes. */
export interface LossCall {
  readonly loss: {
    readonly logits: MapPlan;
    readonly targets: MapPlan;
    readonly gradient: MapPlan;
    readonly value: number;
    readonly correct: number;
  };
  readonly clears: readonly Clear[];
}

export type Call = KernelCall | VectorCall | LossCall;

/** A tensor that a training step hands on. */
export interface ResultPlan {
  readonly name: string;
  readonly address: number;
  /** Of filters: sums over the batch to be added, and how they lie. Vectors and scalars lie as they are. */
  readonly parts?: readonly Extract<Packing, { kind: 'filters' }>[];
  /** Where filters are standardised before they are read, by which epsilon. */
  readonly epsilon?: number;
  readonly length: number;
}

/** Maps that the caller writes, and what is zeroed before. */
export interface InputPlan extends MapPlan {
  readonly clear: Clear | null;
}

/** What a compiled module needs to run a program on the CPU, besides the kernels' code and the prepare program. */
export interface CpuPlan {
  /** Those of what a training step changes are the first `changing`, where not all of them are. */
  readonly packings: readonly Packing[];
  readonly changing?: number;
  /** Where the arena starts: the weights lie below. */
  readonly arenaStart: number;
  /** Bytes of weights and arena. */
  readonly memory: Linear;
  /** Bytes of scratch memory that each thread needs behind them. */
  readonly scratch: number;
  readonly input: InputPlan;
  readonly output: MapPlan;
  /** What is handed on besides, in the order of the model's outputs. */
  readonly taps?: readonly MapPlan[];
  readonly calls: readonly Call[];
  /** Where gradients follow: how many calls the network is by itself. */
  readonly forward?: number;
  /** Of arithmetic on vectors, each once. */
  readonly expressions?: readonly Scalar[];
  /** Of a training step, and where gradients follow. */
  readonly targets?: InputPlan;
  readonly results?: readonly ResultPlan[];
  /** Of dropout: where the runtime writes each layer's mask key before a step. */
  readonly maskKeys?: readonly (readonly [key: number, address: number])[];
}

/** Of a training step. */
export type CpuTrainingPlan = CpuPlan & Required<Pick<CpuPlan, 'targets' | 'results'>>;

/** A way of writing the kernels in WebAssembly, of which a host takes the best that it can run. */
export type VariantName = 'plain' | 'fused' | 'wide';

/** Of the check kernel, which a host computes before it trusts a variant. */
export interface CheckExtents {
  readonly pixels: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Kernels as a module carries them. What stands there, the backend's {@link EmitKernels} knows. */
export interface KernelShapes {
  /** Parts of expressions, each once. */
  readonly parts: readonly object[];
  readonly shapes: readonly object[];
}

/** Emits a module's kernels where it is loaded: for one variant, and a memory that is shared or not. */
export type EmitKernels = (
  kernels: KernelShapes,
  variant: VariantName,
  memory: { readonly shared: boolean },
) => EmittedVariant;

/** The binary of a variant: a function for each kernel of the plan, and the check kernel behind them. */
export interface EmittedVariant {
  /** Channels of its panels of filters. */
  readonly panel: number;
  /** Of its last kernel. */
  readonly check: CheckExtents;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
