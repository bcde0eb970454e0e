import { boolean, checkOptions } from '@resnet-compile/options';
import { deviceNames } from '@resnet-compile/plan';
import type { ModelInfo } from '@resnet-compile/plan';
import { ofTrainedParameters, trainingDeclarations } from './training-declarations.ts';

/**
 * The module's `.d.ts`, for TypeScript 5.7 and later. It needs no other types, not even the DOM's. What comes out of a
 * network lies in memory of its own, which `Blob`, `fetch` and streams take; what goes in may lie in shared memory.
 */
export function emitDeclarations(
  {
    name,
    input,
    classes,
    normalizes,
    outputs,
    explains = [],
    gradients = [],
    parameters,
    parameterCount,
    multiplyAdds,
  }: ModelInfo,
  options: { readonly trains?: boolean } = {},
): string {
  checkOptions('emitDeclarations', options, { trains: boolean });
  const { trains = false } = options;
  const shapes = parameters.map(
    (parameter) =>
      `  /** ${layoutOf(parameter)} */\n  readonly ${JSON.stringify(parameter.name)}: readonly [${parameter.shape.join(', ')}];`,
  );
  const shapesOfOutputs = outputs.map(
    ({ name: output, shape }) =>
      `  /** ${describeOutput(output, shape)} */\n  readonly ${JSON.stringify(output)}: readonly [${shape.join(', ')}];`,
  );
  const members = explains.map(
    ({ name: output }) =>
      `\n  /** Of the weighted sum of an image's logits. */\n  readonly ${JSON.stringify(output)}: Float32Array<ArrayBuffer>;`,
  );
  const explanation = explains.length
    ? `/** What \`explain\` gives: gradients, N×shape of the layer each, beside all outputs. */
export interface Explanation extends Outputs {${members.join('')}
}

`
    : '';
  const network = trains ? 'TrainingNetwork' : 'Network';
  return `/// <reference lib="esnext.disposable" />
// Compiled by resnet-compile.

/** Every tensor of the state dict, with its shape. */
export interface ParameterShapes {
${shapes.join('\n')}
}

/** The name of a parameter or running statistic. */
export type ParameterName = keyof ParameterShapes;

/** The values of every parameter and running statistic, row-major. */
export type StateDict = { [Name in ParameterName]: Float32Array<ArrayBuffer> };

/** What \`run\` gives, with its shape for one image. */
export interface OutputShapes {
${shapesOfOutputs.join('\n')}
}

/** The logits, or the path of a layer whose values are handed out. */
export type OutputName = keyof OutputShapes;

/** The values of every output for a batch of N images: N×shape, row-major. */
export type Outputs = { readonly [Name in OutputName]: Float32Array<ArrayBuffer> };

${explanation}/** What there is to say of one output. */
export interface OutputInfo {
  /** In what \`run\` gives. */
  readonly name: OutputName;
  /** Of one image, the outermost extent first. */
  readonly shape: readonly number[];
}

/** What there is to say of one tensor of the state dict. */
export interface ParameterInfo {
  /** In the state dict and in files of weights. */
  readonly name: ParameterName;
  /** Its extents, the outermost first. */
  readonly shape: readonly number[];
  /** A \`buffer\` is not trained: running statistics. */
  readonly kind: 'parameter' | 'buffer';
  /** What it begins as without weights: this number throughout, 0 where nothing is said, or numbers drawn at random. */
  readonly initial?: number | InitialDistribution;
${trains ? ofTrainedParameters : ''}}

/** Initial values that are drawn at random. */
export interface InitialDistribution {
  /** N(0, √(2/fan)) (He et al. 2015), or U(±1/√fan). */
  readonly distribution: 'he_normal' | 'uniform';
  /** The weights that make one output, or that read one input. */
  readonly fan: 'in' | 'out';
}

/** What the network is, known without loading it. */
export declare const model: {
  /** As its model file exports it. */
  readonly name: ${JSON.stringify(name)};
  /** Of one image: channels, height, width. */
  readonly input: readonly [${input.join(', ')}];
  /** Logits for each image. */
  readonly classes: ${classes};${normalizes ? '\n  /** Its first layer normalises images by numbers of its own: it takes bytes, or 0…1. */\n  readonly normalizes: true;' : ''}
  /** What \`run\` gives, the logits first. */
  readonly outputs: readonly OutputInfo[];${explains.length ? '\n  /** What `explain` gives besides. */\n  readonly explains: readonly { readonly name: Exclude<keyof Explanation, OutputName>; readonly shape: readonly number[] }[];' : ''}
  ${gradients.length ? '/** By what layers give the loss can be differentiated as well. */\n  readonly gradients: readonly { readonly name: string; readonly shape: readonly number[] }[];\n  ' : ''}/** The tensors of the state dict, in order. */
  readonly parameters: readonly ParameterInfo[];
  /** Trainable values. */
  readonly parameterCount: ${parameterCount};
  /** Per image. */
  readonly multiplyAdds: ${multiplyAdds};
};

/** A \`Worker\` of the web, or of Node's \`node:worker_threads\`. */
export interface WorkerLike {
  /** Sends a message to it. */
  postMessage(message: never, transfer: never): void;
}

/** How a call takes what it is given. */
export interface TakeOptions {
  /**
   * Whether the memory of what is given goes over to the network, as with \`postMessage\`: the caller's arrays are empty then, and
   * nothing is copied. Without, the network has its copy when the call returns.
   */
  readonly transfer?: boolean;
}

/** Images, N×${input.join('×')}, row-major; bytes stand for 0…1. */
export type Images = Float32Array | Uint8Array | Uint8ClampedArray | Float16Values;

/** A \`Float16Array\`, where there are such. */
export interface Float16Values extends ArrayLike<number> {
  /** What it is. */
  readonly [Symbol.toStringTag]: 'Float16Array';
}

/** Bytes of the weights that have arrived. */
export interface Arrived {
  /** So far. */
  readonly loaded: number;
  /** Of all; undefined where the server does not say. */
  readonly total: number | undefined;
}

/** An \`AbortSignal\`, by what of it is needed. */
export interface StopSignal {
  /** Whether it was given. */
  readonly aborted: boolean;
  /** What is thrown then. */
  readonly reason: unknown;
  /** Calls \`listener\` when it is given. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** No more. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What \`load\` is told; \`transfer\` is about weights that are given by value. */
export interface LoadOptions extends TakeOptions {
  /** \`'auto'\`: WebGPU where there is an adapter that is neither a fallback nor software, else the CPU. */
  readonly device?: ${union(['auto', ...deviceNames])};
  /**
   * A safetensors file by path, URL or bytes, a record of name → values, or what brings the file, as \`hub\` of
   * \`@resnet-compile/weights\`. Without, the network is initialised anew.
   */
  readonly weights?:
    | string
    | WeightsAddress
    | Uint8Array
    | ArrayBuffer
    | Readonly<Record<string, Float32Array>>
    | WeightsSource;
  /**
   * Parameters that \`weights\` leave out, or whose values there do not matter, by name or pattern, such as \`fc.*\`: they take
   * initial ones. Without, whatever weights lack is an error.
   */
  readonly except?: string | readonly string[];
  /** Of the initial weights: an integer of 32 bits; 0. */
  readonly seed?: number;
  /**
   * Threads that compute on the CPU, the one that the network lives on included; 1. Results do not depend on it. More than one need shared
   * memory: in a page, cross-origin isolation; without, it is one.
   */
  readonly threads?: number;
  /**
   * Where the CPU computes: \`true\`: in a worker of the network's own, so that a page or a server goes on meanwhile;
   * \`false\`: on the caller's thread, in slices of some milliseconds; or a worker whose file calls \`serve()\`, or a function
   * that makes one. Left out: in a page \`true\`, elsewhere the caller's thread, without a pause.
   */
  readonly worker?: boolean | WorkerLike | (() => WorkerLike);
  /** A \`GPU\` object for WebGPU; by default \`navigator.gpu\`, or in Node that of the npm package \`webgpu\`. */
  readonly gpu?: object;
  /**
   * Called while the network loads, with a fraction that grows to 1: on WebGPU after each kernel that the host has compiled, and
   * while weights arrive, then with their bytes as well.
   */
  readonly onProgress?: (fraction: number, bytes?: Arrived) => void;
  /** Ends loading: it rejects with the signal's reason. */
  readonly signal?: StopSignal;
  /**
   * Whether V8 in Node may be told to compute with 256 bits, for the whole process and for good: about twice as fast on
   * the CPU since Node 24, and the same as \`node --experimental-wasm-revectorize\`. \`'leave'\`.
   */
  readonly v8Flags?: 'leave' | 'set';
}

/** A \`URL\`, by what of it is needed. */
export interface WeightsAddress {
  /** The whole address. */
  readonly href: string;
}

/** Whatever brings the bytes of a safetensors file; they are the network's from then on. */
export interface WeightsSource {
  /** Brings them, under the names that \`parameters\` of the model has. */
  bytes(request: WeightsRequest): Promise<Uint8Array>;
}

/** What a source of weights is told. */
export interface WeightsRequest {
  /** Ends it. */
  readonly signal: StopSignal | undefined;
  /** To be told of bytes that arrive. */
  readonly onProgress: ((arrived: Arrived) => void) | undefined;
  /** Names and shapes of the network's state. */
  readonly parameters: readonly ParameterInfo[];
}

/** A loaded network. Calls may overlap; they run in the order of the calls. Arrays are the caller's again when a call returns. */
export interface Network {
  /** What the network is. */
  readonly model: typeof model;
  /** Where it computes. */
  readonly device: ${union(deviceNames)};
  /** Threads that compute on the CPU: as many as were asked for, or 1 where memory cannot be shared, or on WebGPU. */
  readonly threads: number;
  /**
   * Classifies images of any number N: N×${input.join('×')} in, row-major, and N×${classes} logits out.
   * @throws {TypeError} where the length is no multiple of ${input.reduce((product, extent) => product * extent, 1)}.
   */
  predict(images: Images, options?: TakeOptions): Promise<Float32Array<ArrayBuffer>>;
  /**
   * The logits together with what the layers give that the network names as its \`outputs\`; otherwise as \`predict\`.
   * @throws {TypeError} as \`predict\`.
   */
  run(images: Images, options?: TakeOptions): Promise<Outputs>;${
    explains.length
      ? `
  /**
   * What \`run\` gives, and the gradients of the logits by what the network is to explain: of the sum of an image's logits,
   * weighted with its row of \`weights\`, N×${classes}; 1 for one class and 0 for all others is Grad-CAM's.
   * @throws {TypeError} as \`predict\`, and for weights of another length.
   */
  explain(images: Images, weights: Float32Array, options?: TakeOptions): Promise<Explanation>;`
      : ''
  }
  /** A copy of every parameter and running statistic. */
  stateDict(): Promise<StateDict>;
  /** Replaces all of them; throws, and changes nothing, where a name is missing, unexpected or misshapen. */
  loadStateDict(state: Readonly<Record<string, Float32Array>>, options?: TakeOptions): Promise<void>;
  /** Frees memory, threads and device, whoever holds the network; calls made before still finish, and later ones reject. */
  dispose(): Promise<void>;
  /** The same, by \`await using\`. */
  [Symbol.asyncDispose](): Promise<void>;
}

${trains ? trainingDeclarations(input, classes) : ''}/**
 * Loads the network on a device, with its weights.
 *
 * @example
 * \`\`\`js
 * const network = await load({ device: 'cpu', weights: 'weights.safetensors' });
 * const logits = await network.predict(images);
 * \`\`\`
 * @throws {TypeError} for options that are wrong, {Error} where the device or the weights cannot be had, or the weights are
 * another network's.
 */
export declare function load(options?: LoadOptions): Promise<${network}>;

/** In a worker's own file: makes the worker answer those who call \`load({ worker })\` with it. */
export declare function serve(): void;
`;
}

const union = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(' | ');

const describeOutput = (name: string, { length }: readonly number[]): string =>
  name === 'logits' ? 'A number for each class.' : length === 1 ? 'Channels.' : 'Channels, height, width.';

/** What the extents of a tensor mean. */
function layoutOf({ name, shape }: ModelInfo['parameters'][number]): string {
  if (shape.length === 4) return 'Filters: outputs, inputs of a group, height, width.';
  if (shape.length === 2) return 'Outputs, inputs.';
  const leaf = name.slice(name.lastIndexOf('.') + 1);
  return leaf === 'weight'
    ? 'Per channel: γ.'
    : leaf === 'running_mean'
      ? 'Per channel: the running mean.'
      : leaf === 'running_var'
        ? 'Per channel: the running variance.'
        : 'Per channel: added.';
}
