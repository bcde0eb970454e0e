import type { PrepareStep } from '@resnet-compile/ir';
import type { Engine, Images, State } from './engine.ts';
import type { ModelInfo } from './model-info.ts';
import { prepareState } from './prepare.ts';
import { checkRecord, copyState } from './state.ts';

/** A loaded network. Calls may overlap; they run in the order of the calls. */
export interface Network {
  readonly device: 'cpu' | 'webgpu';
  /** Threads that compute on the CPU: as many as were asked for, or 1 where memory cannot be shared, or on WebGPU. */
  readonly threads: number;
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
    threads: engine.threads,
    async predict(images) {
      const batch = batchOf(model, images);
      const task = (): Promise<Float32Array> => logitsOf(model, engine, images, batch);
      return engine.overlaps ? inOrder.overlapping(task) : inOrder(task);
    },
    stateDict: () => inOrder(async () => Object.fromEntries(await copyState(state))),
    loadStateDict: (record) =>
      inOrder(async () => {
        state = await copyState(checkRecord(model, record));
        await engine.prepare(prepareState(prepare, state));
      }),
    dispose: () => inOrder.end(() => engine.dispose()),
  };
}

/** N×classes of a batch, in as many runs as the engine needs. */
export async function logitsOf({ input, classes }: ModelInfo, engine: Engine, images: Images, batch: number): Promise<Float32Array> {
  const logits = new Float32Array(batch * classes);
  const size = input[0] * input[1] * input[2];
  const runs: (void | Promise<void>)[] = [];
  for (let first = 0, last = 0; first < batch; first = last) {
    last = Math.min(first + engine.largestBatch, batch);
    const run = engine.run(images.subarray(first * size, last * size), last - first, logits.subarray(first * classes, last * classes));
    runs.push(engine.overlaps ? run : await run);
  }
  await Promise.all(runs);
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

/** Runs one task after the other, but for neighbours that may overlap; results come in order. After `end`, no task runs. */
export function createQueue(name: string) {
  // What the next task, and the next one that may overlap, wait for.
  let [tail, start]: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
  let ended = false;
  const add = <T>(begin: Promise<unknown> | undefined, task: () => Promise<T>): Promise<T> => {
    if (ended) return Promise.reject(new Error(`${name} is disposed`));
    const before = tail;
    const result = (begin ?? before).then(task).finally(() => before);
    tail = result.catch(() => undefined);
    if (!begin) start = tail;
    return result;
  };
  const run = <T>(task: () => Promise<T>): Promise<T> => add(undefined, task);
  return Object.assign(run, {
    overlapping: <T>(task: () => Promise<T>): Promise<T> => add(start, task),
    end: (task: () => void | Promise<void>): Promise<void> => {
      if (ended) return Promise.resolve();
      const result = run(async () => task());
      ended = true;
      return result;
    },
  });
}
