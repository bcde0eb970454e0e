/** What the trainer needs of a network: what `load()` of a module compiled with --train gives. */
export interface TrainableNetwork {
  trainStep(options: { readonly images: Float32Array | Uint8Array; readonly labels: Int32Array | Float32Array; readonly learningRate: number }): Promise<{ readonly loss: number; readonly correct: number }>;
  /** N×C×H×W in, N×classes out. */
  predict(images: Float32Array | Uint8Array): Promise<Float32Array>;
  stateDict(): Promise<Record<string, Float32Array>>;
  checkpoint(): Promise<Uint8Array>;
  restore(checkpoint: Uint8Array): Promise<void>;
}
