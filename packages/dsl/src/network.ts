import { makeNetwork } from './brand.ts';
import { checkOptions, integerFrom, listOf } from './check-options.ts';
import type { Layer, Layers } from './layer.ts';
import { inSequence } from './layers/sequential.ts';
import type { Problem } from './problem.ts';
import { callerPosition, type SourcePosition } from './source-position.ts';

/** Channels, height, width. */
export type InputShape = readonly [channels: number, height: number, width: number];

/** What a model file exports: layers and the shape of one image. Its classes are the features of its output. */
export interface Network {
  readonly kind: 'network';
  readonly input: InputShape;
  readonly body: Layer;
  readonly problems: readonly Problem[];
  readonly position?: SourcePosition;
}

export interface NetworkOptions {
  /** [channels, height, width]; [3, 224, 224] by default. */
  readonly input?: InputShape;
}

export const inputExpectation = listOf(integerFrom(1), 'three positive integers: [channels, height, width]', 3);

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
  const problems = checkOptions('network', options, { input: inputExpectation }, position);
  const { input = [3, 224, 224] } = problems.length ? {} : options;
  return makeNetwork({ kind: 'network', input, body: inSequence(layers), problems, ...(position ? { position } : {}) });
}
