import type { DeviceName } from '@resnet-compile/plan';
import type { Arrived } from './read-place.ts';
import type { TakeOptions } from './take.ts';
import type { OwnWeights, Weights } from './weights.ts';

/** What `load` is told; `transfer` is about weights that are given by value. */
export interface LoadOptions extends TakeOptions {
  /** `'auto'`: WebGPU where there is an adapter that is neither a fallback nor software, else the CPU. */
  readonly device?: 'auto' | DeviceName;
  /**
   * A safetensors file by path, URL or bytes, a record of name → values, or what brings the file, as `hub` of
   * `@resnet-compile/weights`. Without, the network is initialised anew.
   */
  readonly weights?: Weights;
  /**
   * Parameters that `weights` leave out, or whose values there do not matter, by name or pattern, such as `fc.*`: they take
   * initial ones. Without, whatever weights lack is an error.
   */
  readonly except?: string | readonly string[];
  /** Of the initial weights; 0. */
  readonly seed?: number;
  /**
   * Threads that compute on the CPU, the one that the network lives on included; 1. Results do not depend on
   * it. More than one need shared memory, which a page has where it is cross-origin isolated; without, it is one.
   */
  readonly threads?: number;
  /**
   * Where the CPU computes: `true`: in a worker of the network's own, so that a page or a server goes on meanwhile; `false`:
   * on the caller's thread, in slices of some milliseconds; or in a worker of the caller's own that answers by `serve()` of
   * the module, or a function that makes one. Left out: in a page `true`, elsewhere the caller's thread, without a pause.
   */
  readonly worker?: boolean | Worker | (() => Worker);
  /** A `GPU` object for WebGPU; by default `navigator.gpu`, or in Node that of the npm package `webgpu`. */
  readonly gpu?: object;
  /**
   * Called while the network loads, with a fraction that grows to 1: on WebGPU after each kernel that the host has compiled,
   * and while weights arrive, then with their bytes as well.
   */
  readonly onProgress?: (fraction: number, bytes?: Arrived) => void;
  /** Ends loading, which rejects with the signal's reason then. */
  readonly signal?: AbortSignal;
  /**
   * Whether V8 in Node may be told to compute with 256 bits, for the whole process and for good: about twice as fast on
   * the CPU since Node 24, and the same as `node --experimental-wasm-revectorize`. `'leave'`.
   */
  readonly v8Flags?: 'leave' | 'set';
}

/** What a device is told: checked, and with weights that are its own. */
export interface Loading extends Pick<LoadOptions, 'threads' | 'worker' | 'gpu' | 'v8Flags' | 'signal'> {
  readonly weights: OwnWeights | undefined;
  readonly seed: number;
  readonly except?: readonly string[];
  readonly onProgress: (fraction: number, bytes?: Arrived) => void;
}
