import type { Network } from '../network-description.ts';
import { countLayers } from '../parts-of.ts';
import { smallerNetworks } from './smaller-networks.ts';

/** Where a reduction stands. */
export interface Reduction {
  /** The smallest so far that fails. */
  readonly network: Network;
  readonly layers: number;
  /** Networks that were tried. */
  readonly tried: number;
  /** Candidates of this pass that are done, and all of them. */
  readonly done: number;
  readonly of: number;
}

export interface ReduceOptions {
  /** Called after each try. */
  readonly onProgress?: (reduction: Reduction) => void;
  /** Ends it: what has been found until then is returned. */
  readonly signal?: AbortSignal;
}

/**
 * The smallest network that still fails, as far as taking away one thing after the other finds it (Zeller and Hildebrandt
 * 2002): nothing that is left can be taken away by itself. `fails` is asked about networks that may not fit together as well,
 * which do not fail in the sense that is meant.
 */
export async function reduce(
  network: Network,
  fails: (candidate: Network) => boolean | Promise<boolean>,
  { onProgress, signal }: ReduceOptions = {},
): Promise<Network> {
  let smallest = network;
  let tried = 0;
  for (let before: Network | undefined; before !== smallest;) {
    before = smallest;
    let candidates = [...smallerNetworks(smallest)];
    for (let done = 0; done < candidates.length;) {
      if (signal?.aborted) return smallest;
      const candidate = candidates[done];
      tried++;
      if (candidate && (await fails(candidate))) {
        smallest = candidate;
        // On from the same place: what comes before has been tried, and is once more in the next pass.
        candidates = [...smallerNetworks(smallest)];
      } else done++;
      onProgress?.({ network: smallest, layers: countLayers(smallest.body), tried, done, of: candidates.length });
    }
  }
  return smallest;
}
