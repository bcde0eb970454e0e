/** [vertical, horizontal] */
export type Pair = readonly [number, number];

export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
}

export interface ConvolutionAttributes extends Omit<Window, 'kernel'> {
  readonly groups: number;
}

export interface AveragePoolAttributes extends Window {
  readonly countIncludePad: boolean;
}
