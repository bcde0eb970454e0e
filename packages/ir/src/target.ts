import type { Dtype } from './dtype.ts';
import type { Support } from './support.ts';

/** What the schedule needs to know of a machine; each backend exports its own, as data. */
export interface Target {
  readonly name: string;
  readonly supports: Support;
  /** As what activations and prepared tensors are stored, but for what the caller gives and takes; float32 by default. */
  readonly storage?: Dtype;
  /** Channels are padded to a multiple of this, the width of a vector load. */
  readonly vector: number;
  /** Whether zero pixels around a map are worth their memory. */
  readonly halo: boolean;
  /** Whether a kernel may store over what it adds. */
  readonly inPlace: boolean;
  /** Whether the device gives each buffer memory of its own: the arena is for interpreters then, and worth one try. */
  readonly ownBuffers?: true;
  /** Every buffer starts at a multiple of this many words of four bytes. */
  readonly alignment: number;
  /** The register tile of convolutions, where no costs choose another. */
  readonly tile: { readonly pixels: number; readonly channels: number };
  /** Bytes of a kernel's input that should stay in the cache while all output channels are computed. */
  readonly cacheBytes: number;
  /** By which each convolution's algorithm and tile are chosen on a GPU; without, all have one tile. */
  readonly costs?: Costs;
  /** The same for a processor; without, 3×3 convolutions are direct. */
  readonly winograd?: WinogradCosts;
}

/** A machine of many invocations, as far as choosing between schedules needs it. Times are nanoseconds. */
export interface Costs {
  /** Batches that a schedule should be good for: it is chosen before any is known. */
  readonly batches: readonly number[];
  /** The register tiles to choose from. */
  readonly tiles: readonly Target['tile'][];
  /** Invocations that run side by side; with fewer, a part of the machine is idle. */
  readonly parallel: number;
  /** What one of them takes for a multiply-add of four floats, with the others busy. */
  readonly multiplyAdd: number;
  /** The same for a load or store of four floats. */
  readonly access: number;
  /** Until what is loaded is there, where no other invocations have something to do meanwhile. */
  readonly latency: number;
  /** To begin a kernel. */
  readonly dispatch: number;
  /** Bytes per nanosecond, from memory. */
  readonly bandwidth: number;
  /** Of memory that a workgroup shares: a load of four floats. Without, it is not used. */
  readonly workgroup?: { readonly access: number };
}

/** What Winograd's F(m×m, 3×3) costs against the direct algorithm, in any unit of time. */
export interface WinogradCosts {
  /** The m to choose from. */
  readonly outputs: readonly (2 | 4)[];
  /** Of one multiplication and addition, in either algorithm. */
  readonly multiplyAdd: number;
  /** Of one value of a transformed tile: made, written, and read. */
  readonly transformed: number;
  /** Of one transformed weight, read once per block of tiles. */
  readonly weight: number;
  /** Bytes of transformed tiles that should stay in the cache. */
  readonly scratchBytes: number;
}
