import type { ModelInfo } from '@resnet-compile/runtime';

/** The module's `.d.ts`: literal shapes and every parameter's name. It needs no other types, not even the DOM's. */
export function emitDeclarations({ name, input, classes, parameters, parameterCount, multiplyAdds }: ModelInfo, { trains = false } = {}): string {
  const shapes = parameters.map(({ name: parameter, shape }) => `  readonly ${JSON.stringify(parameter)}: readonly [${shape.join(', ')}];`);
  return `// Compiled by resnet-compile.

/** Every tensor of the state dict, with its shape. */
export interface ParameterShapes {
${shapes.join('\n')}
}

export type ParameterName = keyof ParameterShapes;

export type StateDict = { [Name in ParameterName]: Float32Array };

export interface ParameterInfo {
  readonly name: ParameterName;
  readonly shape: readonly number[];
  /** A \`buffer\` is not trained: running statistics. */
  readonly kind: 'parameter' | 'buffer';
}

export declare const model: {
  readonly name: ${JSON.stringify(name)};
  /** Channels, height, width. */
  readonly input: readonly [${input.join(', ')}];
  readonly classes: ${classes};
  readonly parameters: readonly ParameterInfo[];
  /** Trainable values. */
  readonly parameterCount: ${parameterCount};
  /** Per image. */
  readonly multiplyAdds: ${multiplyAdds};
};

export interface LoadOptions {
  /** \`'auto'\`: WebGPU where there is an adapter that is neither a fallback nor software, else the CPU. */
  readonly device?: 'auto' | 'cpu' | 'webgpu';
  /** A safetensors file by path, URL or bytes, or a record of name → values. Without, the network is initialised anew. */
  readonly weights?: string | { readonly href: string } | Uint8Array | ArrayBuffer | Readonly<Record<string, Float32Array>>;
  /** Of the initial weights; 0. */
  readonly seed?: number;
  /**
   * Threads that compute on the CPU, the one that the network lives on included; 1. Results do not depend on it. More than one need shared
   * memory: in a page, cross-origin isolation; without, it is one.
   */
  readonly threads?: number;
  /**
   * Where the CPU computes: \`true\`: in a worker of the network's own, so that a page or a server goes on meanwhile;
   * \`false\`: on the caller's thread, in slices of some milliseconds; or a worker whose file calls \`serve()\`, or a function
   * that makes one. In a page \`true\`, elsewhere \`false\`.
   */
  readonly worker?: boolean | { postMessage(message: never, transfer: never): void } | (() => { postMessage(message: never, transfer: never): void });
  /** A \`GPU\` object for WebGPU; by default \`navigator.gpu\`, or in Node that of the npm package \`webgpu\`. */
  readonly gpu?: object;
  /** Called while the network loads, with a fraction that grows to 1: on WebGPU after each kernel that the host has compiled. */
  readonly onProgress?: (fraction: number) => void;
  /**
   * Whether V8 in Node may be told to compute with 256 bits, for the whole process and for good: about twice as fast on
   * the CPU since Node 24, and the same as \`node --experimental-wasm-revectorize\`. \`'leave'\`.
   */
  readonly v8Flags?: 'leave' | 'set';
}

export interface Network {
  readonly device: 'cpu' | 'webgpu';
  /** Threads that compute on the CPU. */
  readonly threads: number;
  /** N×${input.join('×')} in, N×${classes} out, for any N. Bytes stand for 0…1. */
  predict(images: Float32Array | Uint8Array): Promise<Float32Array>;
  /** A copy of every parameter and running statistic. */
  stateDict(): Promise<StateDict>;
  /** Replaces all of them; throws, and changes nothing, where a name is missing, unexpected or misshapen. */
  loadStateDict(state: Readonly<Record<string, Float32Array>>): Promise<void>;
  dispose(): Promise<void>;
}

${trains ? trainingDeclarations(input, classes) : ''}export declare function load(options?: LoadOptions): Promise<${trains ? 'TrainingNetwork' : 'Network'}>;

/** In a worker's own file: makes the worker answer those who call \`load({ worker })\` with it. */
export declare function serve(): void;
`;
}

const trainingDeclarations = (input: readonly number[], classes: number): string => `export interface StepResult {
  /** Mean over the batch. */
  readonly loss: number;
  readonly correct: number;
}

export interface Batch {
  /** N×${input.join('×')}; bytes stand for 0…1. */
  readonly images: Float32Array | Uint8Array;
  /** A class per image, or a distribution over the classes per image, N×${classes}. */
  readonly labels: Int32Array | Float32Array;
}

export interface StepOptions extends Batch {
  readonly learningRate: number;
  /**
   * Called between backward and update with all gradients, in the order of the parameters, and then the new running
   * statistics; what it returns takes their place. Not where the network lives in a worker: load with \`worker: false\`.
   */
  readonly onGradients?: (values: Float32Array) => Float32Array | Promise<Float32Array>;
}

export interface TrainingNetwork extends Network {
  /** One step of the declared optimiser. Where the loss, a gradient or a statistic is not finite, it throws and changes nothing. */
  trainStep(options: StepOptions): Promise<StepResult>;
  /** Loss and number of correct images with running statistics, for any number of images. */
  evaluate(batch: Batch): Promise<StepResult>;
  /** The moving average of the parameters, where one is declared. */
  averagedStateDict(): Promise<StateDict>;
  /** Parameters, running statistics, optimiser and step, as a safetensors file. */
  checkpoint(): Promise<Uint8Array>;
  /** Continues from a checkpoint, bit for bit. */
  restore(checkpoint: Uint8Array): Promise<void>;
}

`;
