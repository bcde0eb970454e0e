import { makeNetwork } from './brand.ts';
import { checkOptions } from './check-options.ts';
import { arrayOf, integerFrom } from './kinds.ts';
import type { Layers } from './layer.ts';
import { inSequence } from './layers/sequential.ts';
import type { InputShape, Network } from './network-description.ts';
import { callerPosition } from './source-position.ts';

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
