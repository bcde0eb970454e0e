import type { PrepareStep } from '@resnet-compile/ir';
import type { Engine, Images, State } from './engine.ts';
import type { ModelInfo } from './model-info.ts';
import { prepareState } from './prepare.ts';
import { checkRecord } from './state.ts';

/** A loaded network. Calls may overlap; they run in the order of the calls. */
export interface Network {
  readonly device: 'cpu' | 'webgpu';
  /**
   * Classifies images of any number N: N×C×H×W in, N×classes out. Bytes stand for 0…1.
   * @throws {TypeError} where the length is no multiple of one image's.
   */
  predict(images: Images): Promise<Float32Array>;
  /** A copy of every parameter and running statistic, by name. */
  stateDict(): Promise<Record<string, Float32Array>>;
  /** Replaces all of them. @throws {Error} listing every missing, unexpected and misshapen name; nothing is changed then. */
  loadStateDict(state: Readonly<Record<string, Float32Array>>): Promise<void>;
  /** Frees what the network holds; calls made before still finish. */
  dispose(): Promise<void>;
}

/** The network over an engine on this thread. */
export async function createNetwork(model: ModelInfo, prepare: readonly PrepareStep[], engine: Engine, initial: State): Promise<Network> {
  let state = initial;
  await engine.prepare(prepareState(prepare, state));
  const inOrder = createQueue(model.name);
  return {
    device: engine.device,
    async predict(images) {
      const batch = batchOf(model, images);
      return inOrder(() => logitsOf(model, engine, images, batch));
    },
    stateDict: () => inOrder(async () => Object.fromEntries([...state].map(([name, values]) => [name, values.slice()]))),
    loadStateDict: (record) =>
      inOrder(async () => {
        state = checkRecord(model, record);
        await engine.prepare(prepareState(prepare, state));
      }),
    dispose: () => inOrder.end(() => engine.dispose()),
  };
}

/** N×classes of a batch, in as many runs as the engine needs. */
export async function logitsOf({ input, classes }: ModelInfo, engine: Engine, images: Images, batch: number): Promise<Float32Array> {
  const logits = new Float32Array(batch * classes);
  const size = input[0] * input[1] * input[2];
  for (let first = 0, last = 0; first < batch; first = last) {
    last = Math.min(first + engine.largestBatch, batch);
    await engine.run(images.subarray(first * size, last * size), last - first, logits.subarray(first * classes, last * classes));
  }
  return logits;
}

/** Images in a batch. @throws {TypeError} where there is no whole number of them. */
export function batchOf({ input, name }: ModelInfo, images: Images): number {
  if (!(images instanceof Float32Array) && !(images instanceof Uint8Array)) {
    throw new TypeError(`${name}: images are ${Object.prototype.toString.call(images)}; expected a Float32Array or Uint8Array`);
  }
  const size = input[0] * input[1] * input[2];
  if (images.length === 0 || images.length % size !== 0) {
    throw new TypeError(`${name}: images have ${images.length} values; expected a multiple of ${input.join('×')} = ${size}`);
  }
  return images.length / size;
}

/** Runs one task after the other; after `end`, none. */
export function createQueue(name: string) {
  let tail: Promise<unknown> = Promise.resolve();
  let ended = false;
  const run = <T>(task: () => Promise<T>): Promise<T> => {
    if (ended) return Promise.reject(new Error(`${name} is disposed`));
    const result = tail.then(task);
    tail = result.catch(() => undefined);
    return result;
  };
  return Object.assign(run, {
    end: (task: () => void | Promise<void>): Promise<void> => {
      if (ended) return Promise.resolve();
      const result = run(async () => task());
      ended = true;
      return result;
    },
  });
}
