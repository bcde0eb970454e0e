/** A network by name: what the compiler's worker makes of it is the same each time. */
export interface Spec {
  /** A function of `resnet-compile`, such as `resnet18`, or `cifar-resnet-20`. */
  readonly architecture: string;
  /** How many it tells apart. */
  readonly classes: number;
  /** Channels, height, width. */
  readonly input: readonly [channels: number, height: number, width: number];
}

/** The networks of He et al. 2015 §4.2 as their published weights have them. */
export const cifarNames = [20, 32, 44, 56, 110].map((depth) => `cifar-resnet-${depth}`);
