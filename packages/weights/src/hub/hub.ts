import type { ExpectedTensor } from '../expected-tensor.ts';
import { WeightsError } from '../safetensors.ts';
import type { Arrived } from './arrived.ts';
import { checkHubOptions, settingsOf, type HubOptions } from './hub-options.ts';
import { obtain } from './obtain.ts';
import type { StopSignal } from './stop-signal.ts';
import { underNames } from './under-names.ts';

/** How bytes are asked for. */
export interface HubRequest {
  /** Ends it: it rejects with the signal's reason. */
  readonly signal?: StopSignal | undefined;
  /** Called as bytes arrive. */
  readonly onProgress?: ((arrived: Arrived) => void) | undefined;
  /** Names and shapes of a network, as `model.parameters` of a compiled module: the file's names become these. */
  readonly parameters?: readonly ExpectedTensor[] | undefined;
}

/** Weights by name, for `load({ weights })` of a compiled module. */
export interface HubWeights {
  /** Owner and name: `timm/resnet50.a1_in1k`. */
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
  /**
   * The bytes of the file, as it is; with `parameters`, and of a file in parts, those of a safetensors file. They are the caller's.
   *
   * @throws {WeightsError} that says why they cannot be had, and what to do; the signal's reason.
   */
  bytes(request?: HubRequest): Promise<Uint8Array<ArrayBuffer>>;
}

/** Bytes of a file whose length nobody says, and of which nobody knows what is in it. */
const mostBytes = 2 ** 32;
/** Float64 values, and as many of an optimiser; names beside them. */
const bytesOfParameter = 16;
const bytesOfNames = 2 ** 20;

/**
 * Weights by the name of a repository on the Hugging Face hub, in a page, a worker, Node, Deno and Bun. What breaks off is taken
 * up again, what has come is verified and kept, and is there without a network; docs/hub.md says when the network is asked.
 *
 * `@huggingface/hub` 2.17, 5 MB with its two dependencies, goes on from where it was in no host, keeps files in Node alone, and
 * verifies none: so this stands here.
 *
 * @example
 * ```ts
 * const network = await load({ weights: hub('timm/resnet50.a1_in1k') });
 * ```
 * @throws {TypeError | RangeError} for a name or an option that cannot be.
 */
export function hub(repository: string, options: HubOptions = {}): HubWeights {
  checkHubOptions(repository, options);
  return {
    repository,
    revision: options.revision ?? 'main',
    async bytes({ signal, onProgress, parameters } = {}) {
      const elements = parameters?.reduce(
        (sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1),
        0,
      );
      const most = elements === undefined ? mostBytes : elements * bytesOfParameter + bytesOfNames;
      try {
        return underNames(await obtain(settingsOf(repository, options), { signal, onProgress, most }), parameters);
      } catch (error) {
        if (error instanceof WeightsError)
          throw new WeightsError(`hub ${repository}: ${error.message}`, { cause: error });
        throw error;
      }
    },
  };
}
