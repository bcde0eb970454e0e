/** One parameter's update; `step` counts from 1, `norm` is that of all gradients, where they are clipped by it. */
export interface UpdateInputs {
  readonly parameter: Float32Array;
  readonly gradient: Float32Array;
  readonly moments: readonly Float32Array[];
  /** λ */
  readonly decay: number;
  readonly rate: number;
  readonly step: number;
  readonly norm: number;
}

/** An optimiser's update, in place, as the compiler emits it: each element in float64 and rounded once. */
export type Update = (inputs: UpdateInputs) => void;
