/// <reference lib="esnext.disposable" preserve="true" />
import type { DeviceName, ModelInfo } from '@resnet-compile/plan';
import { imagesOf } from './arrays.ts';
import type { Images } from './engine.ts';
import { asyncDispose, holdReplica, type Outputs, type Replica } from './replica.ts';
import { takeRecord } from './state.ts';
import { checkTakeOptions, take, type TakeOptions } from './take.ts';

/** A loaded network. Calls may overlap; they run in the order of the calls. What they are given is theirs when they return. */
export interface Network {
  /** What the network is. */
  readonly model: ModelInfo;
  readonly device: DeviceName;
  /** Threads that compute on the CPU: as many as were asked for, or 1 where memory cannot be shared, or on WebGPU. */
  readonly threads: number;
  /**
   * Classifies images of any number N: N×C×H×W in, N×classes out. Bytes stand for 0…1.
   * @throws {TypeError} where the length is no multiple of one image's.
   */
  predict(images: Images, options?: TakeOptions): Promise<Float32Array>;
  /** The logits, and what the layers that the network names as its outputs give: N×shape each, row-major. */
  run(images: Images, options?: TakeOptions): Promise<Outputs>;
  /**
   * What `run` gives, and with it, by what the layers give that the network is to explain, the gradients of its logits:
   * of each image's sum, weighted with a row of `weights`, N×classes, such as 1 for one class and 0 for all others. Only where the
   * network has something to explain.
   * @throws {TypeError} as `predict`, and for weights of another length.
   */
  explain?(images: Images, weights: Float32Array, options?: TakeOptions): Promise<Outputs>;
  /** A copy of every parameter and running statistic, by name. */
  stateDict(): Promise<Record<string, Float32Array>>;
  /** Replaces all of them. @throws {Error} listing every missing, unexpected and misshapen name; nothing is changed then. */
  loadStateDict(state: Readonly<Record<string, Float32Array>>, options?: TakeOptions): Promise<void>;
  /** Frees what the network holds; calls made before still finish. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The network as its callers have it: checks and takes what it is given before a call returns. */
export function createNetwork(model: ModelInfo, loaded: Replica): Network {
  const { get, dispose } = holdReplica(model.name, loaded);
  return { device: loaded.device, threads: loaded.threads, ...callsOf(model, get), dispose, ...asyncDispose(dispose) };
}

/** A call for what a replica computes of images. */
export const computeBy =
  <Kind extends Replica, Result>(
    model: ModelInfo,
    call: string,
    get: () => Kind,
    compute: (replica: Kind, images: Images, batch: number) => Promise<Result>,
  ) =>
  async (given: Images, options?: TakeOptions): Promise<Result> => {
    const { transfer } = checkTakeOptions(`${model.name}: ${call}`, options);
    const [images, batch] = imagesOf(model, given, 0);
    const replica = get();
    const isRead = !transfer && replica.readsAtOnce?.(batch);
    return compute(replica, isRead ? images : take(`${model.name}: images`, [images], transfer)[0], batch);
  };

/** What every network says and can be called for. */
export const callsOf = (
  model: ModelInfo,
  get: () => Replica,
): Pick<Network, 'model' | 'predict' | 'run' | 'explain' | 'stateDict' | 'loadStateDict'> => ({
  model,
  predict: computeBy(model, 'predict', get, (replica, ...given) => replica.predict(...given)),
  run: computeBy(model, 'run', get, (replica, ...given) => replica.run(...given)),
  ...(model.explains && {
    async explain(images, weights, options) {
      const targets = new Float32Array(weights);
      return computeBy(model, 'explain', get, (replica, own, batch) => {
        if (targets.length === batch * model.classes) return replica.run(own, batch, targets);
        throw new TypeError(
          `${model.name}: weights have ${targets.length} values; expected N×classes = ${batch}×${model.classes}`,
        );
      })(images, options);
    },
  }),
  stateDict: async () => get().stateDict(),
  async loadStateDict(record, options) {
    const { transfer } = checkTakeOptions(`${model.name}: loadStateDict`, options);
    return get().loadStateDict(takeRecord(model, record, transfer));
  },
});
