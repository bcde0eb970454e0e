/** Original parameters by name, as in the state dict. */
export type State = ReadonlyMap<string, Float32Array>;

/** Where weights come from: a safetensors file by path, URL or bytes, or a record of name → values. */
export type Weights = string | URL | Uint8Array | ArrayBuffer | Readonly<Record<string, Float32Array>>;

/** Weights that are the network's own: where their file is, its bytes, or the state. */
export type OwnWeights = string | Uint8Array | State;
