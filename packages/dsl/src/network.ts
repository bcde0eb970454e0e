import { makeNetwork } from './brand.ts';
import { checkOptions } from './check-options.ts';
import { arrayOf, integerFrom } from './kinds.ts';
import type { Layer, Layers } from './layer.ts';
import { inSequence } from './layers/sequential.ts';
import type { Problem } from './problem.ts';
import { callerPosition, type SourcePosition } from './source-position.ts';

/** Channels, height, width. */
export type InputShape = readonly [channels: number, height: number, width: number];

/** What a model file exports: layers and the shape of one image. Its classes are the features of its output. */
export interface Network {
  /** Tells a network from a layer. */
  readonly kind: 'network';
  /** Of one image: channels, height, width. */
  readonly input: InputShape;
  /** All layers, in order. */
  readonly body: Layer;
  /** What is wrong with the calls that made it; the command line reports them all. */
  readonly problems: readonly Problem[];
  /** Where the call stands in the model file, where the host tells. */
  readonly position?: SourcePosition;
}

/** What `network` is told besides its layers. */
export interface NetworkOptions {
  /** [channels, height, width]; [3, 224, 224] by default. */
  readonly input?: InputShape;
}

export const inputKind = arrayOf(integerFrom(1), 'three positive integers: [channels, height, width]', 3);

/**
 * A network of one's own. Its output must be N×classes.
 *
 * @example
 * ```ts
 * network({ input: [1, 28, 28] }, {
 *   conv1: conv(16, { kernel: 3 }), bn1: batchNorm(), relu: relu(),
 *   pool: globalAveragePool(), fc: dense(10),
 * });
 * ```
 */
export function network(options: NetworkOptions, layers: Layers): Network {
  const position = callerPosition();
  const problems = checkOptions('network', options, { input: inputKind }, position);
  const { input = [3, 224, 224] } = problems.length ? {} : options;
  return makeNetwork({ kind: 'network', input, body: inSequence(layers), problems, ...(position ? { position } : {}) });
}
