import { callback, checkOptions, checkValue, integer, kind, number, tagOf } from '@resnet-compile/options';
import {
  countOf,
  joined,
  partOf,
  together,
  type Call,
  type Images,
  type Method,
  type Outputs,
  type Result,
} from './calls.ts';
import type { LoadedNetwork } from './loaded-network.ts';
import { stopSignalKind, type StopSignal } from './stop-signal.ts';

/** When calls go together. */
export interface BatchedOptions {
  /** Images that are computed at a time, at most; 8. Memory grows with it. A call of more goes alone. */
  readonly maxBatch?: number;
  /** Milliseconds that a call waits for others, at most, unless those before it are still computed; 5. */
  readonly maxWait?: number;
}

/** How one call waits. */
export interface WaitOptions {
  /** An `AbortSignal`: rejects at once, with its reason; what is not yet computed is not computed. */
  readonly signal?: StopSignal;
}

type ImagesOf<Network extends LoadedNetwork> = Parameters<Network['predict']>[0];

/** A network whose calls are computed together. Images are the caller's again when a call returns; results are its own. */
export interface Batched<Network extends LoadedNetwork = LoadedNetwork> {
  /** What the network is. */
  readonly model: Network['model'];
  /**
   * N×C×H×W in, N×classes out, for any N; bytes stand for 0…1.
   * @throws what the network's own does, for the calls that were computed together.
   */
  predict(images: ImagesOf<Network>, options?: WaitOptions): Promise<Float32Array>;
  /** The logits, and what layers give. */
  run(images: ImagesOf<Network>, options?: WaitOptions): Promise<Readonly<Record<string, Float32Array>>>;
  /** As the network's own, which it is: such calls go alone. */
  readonly explain?: Network['explain'];
  /** The network beneath. Calls of its own stand in its own line. */
  readonly network: Network;
  /** Calls made before are computed, without further waiting; then the network is disposed of. */
  dispose(): Promise<void>;
}

const loadedNetwork = kind(
  'a network, as load of a compiled module gives it',
  (value) =>
    callback.holds((value as LoadedNetwork | null)?.predict) && tagOf((value as LoadedNetwork).model) === 'Object',
);
const kinds = { maxBatch: integer(1), maxWait: number(0, 2 ** 31 - 1) };
const waitKinds = { signal: stopSignalKind };

/**
 * Computes calls together, as many as come while others are computed or within `maxWait`: for servers, where a batch costs
 * less than its images one by one. Calls are computed in their order.
 *
 * @example
 * ```js
 * const classify = await classifier(async (options) => batched(await load(options), { maxBatch: 8, maxWait: 2 }), { weights });
 * ```
 * @throws {TypeError | RangeError} for options that are wrong.
 */
export function batched<Network extends LoadedNetwork>(
  network: Network,
  options: BatchedOptions = {},
): Batched<Network> {
  checkValue('batched: network', network, loadedNetwork);
  checkOptions<BatchedOptions>('batched', options, kinds);
  const { maxBatch = 8, maxWait = 5 } = options;
  const { model } = network;
  const size = model.input.reduce((product, extent) => product * extent, 1);
  const line: Call[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isComputing = false;
  let disposal: Promise<void> | undefined;
  let whenEmpty: (() => void) | undefined;

  /** Computes what is first in the line, where it is full or has waited long enough; else looks again when it will have. */
  function look(): void {
    clearTimeout(timer);
    if (isComputing) return;
    const [first] = line;
    if (!first) return whenEmpty?.();
    const batch = together(line, maxBatch);
    const isFull = batch.length < line.length || countOf(batch) >= maxBatch;
    const left = isFull || whenEmpty ? 0 : first.since + maxWait - performance.now();
    if (left > 0) timer = setTimeout(look, left);
    else void compute(first.method, line.splice(0, batch.length));
  }

  async function compute(method: Method, batch: readonly Call[]): Promise<void> {
    isComputing = true;
    try {
      const result = await network[method](joined(batch) as Float32Array);
      const total = countOf(batch);
      let from = 0;
      for (const { count, resolve } of batch) resolve(partOf(result, from, (from += count), total));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    isComputing = false;
    look();
  }

  async function wait(method: Method, given: unknown, options: WaitOptions = {}): Promise<Result> {
    checkOptions<WaitOptions>(`${model.name}: ${method}`, options, waitKinds);
    const { signal } = options;
    if (disposal) throw new Error(`${model.name} is disposed`);
    if (signal?.aborted) throw signal.reason;
    const images = copyOf(given);
    // What is no whole number of images, the network refuses in its own words.
    if (!images?.length || images.length % size) return network[method](given as Float32Array);
    let stop = (): void => undefined;
    return new Promise<Result>((resolve, reject) => {
      const call = { method, images, count: images.length / size, since: performance.now(), resolve, reject };
      stop = () => {
        const at = line.indexOf(call);
        if (at >= 0) line.splice(at, 1);
        reject(signal?.reason);
        look();
      };
      signal?.addEventListener('abort', stop);
      line.push(call);
      look();
    }).finally(() => signal?.removeEventListener('abort', stop));
  }

  return {
    model,
    network,
    ...(network.explain ? { explain: network.explain.bind(network) } : {}),
    predict: (images, waiting) => wait('predict', images, waiting) as Promise<Float32Array>,
    run: (images, waiting) => wait('run', images, waiting) as Promise<Outputs>,
    dispose: () =>
      (disposal ??= new Promise<void>((resolve) => {
        whenEmpty = resolve;
        look();
      }).then(() => network.dispose())),
  };
}

/** By the kind of an array: a Buffer's own slice is no copy. */
function copyOf(given: unknown): Images | undefined {
  const tag = tagOf(given);
  if (tag === 'Float32Array') return new Float32Array(given as Float32Array);
  return tag === 'Uint8Array' || tag === 'Uint8ClampedArray' ? new Uint8Array(given as Uint8Array) : undefined;
}
