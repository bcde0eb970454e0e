import type { Layer } from './layer.ts';
import type { Problem } from './problem.ts';
import type { SourcePosition } from './source-position.ts';

/** Channels, height, width. */
export type InputShape = readonly [channels: number, height: number, width: number];

/** What a model file exports: layers and the shape of one image. Its classes are the features of its output. */
export interface Network {
  /** Tells a network from a layer. */
  readonly kind: 'network';
  /** Of one image: channels, height, width. */
  readonly input: InputShape;
  /** Paths of the layers whose values `run` hands out besides the logits. None where it is left out. */
  readonly outputs?: readonly string[];
  /** Paths of the layers by whose maps a class is explained: `run` hands them out, and `explain` the gradients of a logit by them. */
  readonly explain?: readonly string[];
  /** All layers, in order. */
  readonly body: Layer;
  /** What is wrong with the calls that made it; the command line reports them all. */
  readonly problems: readonly Problem[];
  /** Where the call stands in the model file, where the host tells. */
  readonly position?: SourcePosition;
}
