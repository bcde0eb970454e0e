import {
  classifier,
  topK,
  type Classification,
  type LoadedNetwork,
  type LoadOptions,
  type Picture,
  type Preprocess,
} from '@resnet-compile/vision';
import type { Spec } from '../compiling/spec.ts';
import { classActivation, pooled, type ClassActivation } from './class-activation.ts';
import type { Device } from './device.ts';

/** A network as compiled modules load it. */
export interface RunningNetwork extends LoadedNetwork {
  readonly device: 'cpu' | 'webgpu';
  readonly threads: number;
  readonly model: LoadedNetwork['model'] & {
    readonly parameters: readonly { name: string; shape: readonly number[] }[];
  };
  stateDict(): Promise<Record<string, Float32Array>>;
}

/** What a compiled module exports. */
export interface NetworkModule {
  readonly model: RunningNetwork['model'];
  load(options: never): Promise<RunningNetwork>;
}

/** What a network says of a picture. */
export interface Seen {
  /** The likeliest first. */
  readonly labels: readonly Classification[];
  /** Where it sees the likeliest. */
  readonly where: ClassActivation;
  /** What the last layer takes: a number for each channel. */
  readonly features: Float32Array;
  /** How long it took, from pixels to labels. */
  readonly milliseconds: number;
}

/** A network that was loaded, and all that the page does with it. */
export interface OpenNetwork {
  readonly title: string;
  readonly spec: Spec;
  readonly preprocess: Preprocess;
  /** The part of a picture's shorter side that it sees. */
  readonly crop: number;
  /** The names of its classes. */
  readonly labels: readonly string[];
  /** By the name and the shape of each of its tensors. */
  readonly parameters: RunningNetwork['model']['parameters'];
  readonly device: RunningNetwork['device'];
  readonly threads: number;
  /** Pictures are looked at in the order of the calls. */
  see(picture: Picture): Promise<Seen>;
  stateDict(): Promise<Record<string, Float32Array>>;
  dispose(): Promise<void>;
}

/** What it takes to open one. */
export interface Opening extends Pick<OpenNetwork, 'title' | 'spec' | 'preprocess'> {
  readonly module: NetworkModule;
  readonly weights: unknown;
  readonly labels: readonly string[] | 'imagenet-1k';
  readonly device: Device;
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** Ends loading. */
  readonly signal?: AbortSignal | undefined;
}

type Loading = Pick<LoadOptions, 'weights' | 'device' | 'threads' | 'onProgress' | 'signal'>;

/** Half of the cores, as far as the page may share memory with workers: more help networks of this size little. */
const threads = (): number =>
  globalThis.crossOriginIsolated ? Math.max(1, Math.min(4, navigator.hardwareConcurrency >> 1)) : 1;

/** Loads a network. @throws {Error} whatever loading does, and where the weights are not the network's. */
export async function openNetwork(opening: Opening): Promise<OpenNetwork> {
  const { title, spec, preprocess, module, weights, labels, device, onProgress, signal } = opening;
  let given: Readonly<Record<string, Float32Array>> = {};
  /** Loads a network that keeps what its layers gave last: labels, heat map and features are of one pass. */
  const load = async (options: Loading): Promise<RunningNetwork> => {
    const network = await module.load(options as never);
    return {
      ...network,
      predict: async (images) => {
        given = await network.run(images);
        return given['logits'] ?? new Float32Array(0);
      },
    };
  };
  const classify = await classifier(load, {
    preprocess,
    labels,
    weights,
    device,
    threads: threads(),
    ...(onProgress ? { onProgress } : {}),
    ...(signal ? { signal } : {}),
  });
  const { network } = classify;
  const { model } = network;
  const head = headOf(model.parameters);
  const { [head.weight]: matrix = new Float32Array(0) } = await network.stateDict();
  const { name: layer, shape } = model.outputs[1] ?? { name: '', shape: [] };

  const seeNow = async (picture: Picture): Promise<Seen> => {
    const started = performance.now();
    const named = await classify(picture, { top: Math.min(5, model.classes) });
    const milliseconds = performance.now() - started;
    const { [layer]: features = new Float32Array(0), logits = new Float32Array(0) } = given;
    const channels = shape[0] ?? 1;
    const [likeliest] = topK(logits, 1);
    const at = (likeliest?.index ?? 0) * channels;
    return {
      labels: named,
      where: classActivation(features, matrix.subarray(at, at + channels), shape),
      features: pooled(features, shape),
      milliseconds,
    };
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    title,
    spec,
    preprocess,
    crop: partOf(preprocess, spec.input),
    labels: classify.labels,
    parameters: model.parameters,
    device: network.device,
    threads: network.threads,
    see: (picture) => {
      const seen = last.then(() => seeNow(picture));
      last = seen.catch(() => undefined);
      return seen;
    },
    stateDict: () => network.stateDict(),
    dispose: () => classify.dispose(),
  };
}

/** The part of the shorter side that is not cut off, as `classifier` has it. */
const partOf = ({ crop, resize }: Preprocess, [, height, width]: Spec['input']): number =>
  crop ?? (resize === undefined ? 7 / 8 : Math.max(height, width) / resize);

/** The names of the last layer's weight and bias: the last matrix, and what follows it. */
export function headOf(parameters: OpenNetwork['parameters']): { readonly weight: string; readonly bias: string } {
  const at = parameters.findLastIndex(({ shape }) => shape.length === 2);
  return { weight: parameters[at]?.name ?? '', bias: parameters[at + 1]?.name ?? '' };
}
