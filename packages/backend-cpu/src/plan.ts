/** A number of bytes, or an address, for a batch of N: `constant + perImage · N`. */
export type Linear = readonly [constant: number, perImage: number];

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
  /** O×(I/g)×kh×kw → per effective group and panel of output channels: [kh][kw][channel][panel]. */
  | {
      readonly kind: 'filters';
      readonly address: number;
      readonly source: string;
      readonly shape: readonly [number, number, number, number];
      /** Groups as in the network, and after merging neighbours so that each has whole vectors of output channels. */
      readonly groups: number;
      readonly mergedGroups: number;
      /** Input channels of a merged group, as they lie in the input: padding included. */
      readonly inChannels: number;
      readonly panel: number;
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

export interface Call {
  readonly kernel: number;
  readonly addresses: readonly Linear[];
  /** Pixels of the result per image, and as many as one call works on. */
  readonly pixels: number;
  readonly block: number;
  readonly clears: readonly Clear[];
}

/** What a compiled module needs to run a program on the CPU, besides the kernels' code and the prepare program. */
export interface CpuPlan {
  readonly packings: readonly Packing[];
  /** Where the arena starts: the weights lie below. */
  readonly arenaStart: number;
  /** Bytes of weights and arena. */
  readonly memory: Linear;
  readonly input: MapPlan & { readonly clear: Clear | null };
  readonly output: MapPlan;
  readonly calls: readonly Call[];
}
