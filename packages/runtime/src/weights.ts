import type { ModelInfo } from '@resnet-compile/plan';
import type { Arrived } from './read-place.ts';

/** Original parameters by name, as in the state dict. */
export type State = ReadonlyMap<string, Float32Array>;

/** Whatever brings the bytes of a safetensors file, as `hub` of `@resnet-compile/weights`; they are the network's from then on. */
export interface WeightsSource {
  /** `parameters`: names and shapes of the network's state, which the file is to have. */
  bytes(request: {
    readonly signal: AbortSignal | undefined;
    readonly onProgress: ((arrived: Arrived) => void) | undefined;
    readonly parameters: ModelInfo['parameters'];
  }): Promise<Uint8Array>;
}

/** Where weights come from: a safetensors file by path, URL or bytes, a record of name → values, or what brings the bytes. */
export type Weights = string | URL | Uint8Array | ArrayBuffer | Readonly<Record<string, Float32Array>> | WeightsSource;

/** Weights that are the network's own: where their file is, what brings it, its bytes, or the state. */
export type OwnWeights = string | WeightsSource | Uint8Array | State;
