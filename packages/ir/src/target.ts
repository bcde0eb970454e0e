/** What the schedule needs to know of a machine; each backend exports its own, as data. */
export interface Target {
  readonly name: string;
  /** Channels are padded to a multiple of this, the width of a vector load. */
  readonly vector: number;
  /** Whether zero pixels around a map are worth their memory. */
  readonly halo: boolean;
  /** Whether a kernel may store over what it adds. */
  readonly inPlace: boolean;
  /** Every buffer starts at a multiple of this many floats. */
  readonly alignment: number;
  /** The register tile of convolutions. */
  readonly tile: { readonly pixels: number; readonly channels: number };
  /** Bytes of a kernel's input that should stay in the cache while all output channels are computed. */
  readonly cacheBytes: number;
}
