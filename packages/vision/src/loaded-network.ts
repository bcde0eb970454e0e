/** What a classifier needs of a compiled module's `load`. */
export type Load = (options: never) => Promise<LoadedNetwork>;

/** What `load` is told; a module's own declarations say what each may be. */
export interface LoadOptions {
  /** A safetensors file by path, address or bytes, a record, or what brings the file, as `hub('timm/resnet18.a1_in1k')`. */
  readonly weights?: unknown;
  /** Parameters that the weights leave out. */
  readonly except?: unknown;
  /** Of initial weights. */
  readonly seed?: unknown;
  /** `'auto'`, `'cpu'` or `'webgpu'`. */
  readonly device?: unknown;
  /** Threads that compute on the CPU. */
  readonly threads?: unknown;
  /** Where the CPU computes. */
  readonly worker?: unknown;
  /** A `GPU` object for WebGPU. */
  readonly gpu?: unknown;
  /** Told how far loading is. */
  readonly onProgress?: unknown;
  /** Ends loading. */
  readonly signal?: unknown;
  /** Whether weights given by value are given away. */
  readonly transfer?: unknown;
  /** Whether V8 in Node may compute with 256 bits. */
  readonly v8Flags?: unknown;
}

/** What a classifier needs of a loaded network. */
export interface LoadedNetwork {
  /** What the network is. */
  readonly model: Model;
  /** N×C×H×W in, N×classes out; bytes stand for 0…1. */
  predict(images: Float32Array): Promise<Float32Array>;
  /** The logits, and what layers give. */
  run(images: Float32Array): Promise<Readonly<Record<string, Float32Array>>>;
  /** The same, with the gradients of logits by what it explains, weighted N×classes; only where it explains something. */
  explain?(images: Float32Array, weights: Float32Array): Promise<Readonly<Record<string, Float32Array>>>;
  /** Frees what it holds. */
  dispose(): Promise<void>;
}

/** What a network is. */
export interface Model {
  /** As its model file exports it. */
  readonly name: string;
  /** Of an image: channels, height, width. */
  readonly input: readonly [channels: number, height: number, width: number];
  /** How many there are. */
  readonly classes: number;
  /** Whether its first layer normalises images by numbers of its own. */
  readonly normalizes?: boolean;
  /** The logits first, then what layers give. */
  readonly outputs: readonly Output[];
  /** What `explain` gives besides: `gradient layer4` by what the output `layer4` is. */
  readonly explains?: readonly Output[];
}

/** What a network gives. */
export interface Output {
  /** The layer's path. */
  readonly name: string;
  /** Of one image. */
  readonly shape: readonly number[];
}
