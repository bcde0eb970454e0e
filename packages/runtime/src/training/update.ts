/** One parameter's update; `scale` multiplies the gradient (clipping, averaging), and `step` counts from 1. */
export interface UpdateInputs {
  readonly parameter: Float32Array;
  readonly gradient: Float32Array;
  readonly moments: readonly Float32Array[];
  readonly scale: number;
  /** λ */
  readonly decay: number;
  readonly rate: number;
  readonly step: number;
}

/** An optimiser's update, in place, as the compiler emits it: each element in float64 and rounded once. */
export type Update = (inputs: UpdateInputs) => void;
