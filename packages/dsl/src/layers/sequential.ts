import { makeLayer } from '../brand.ts';
import type { Layer, Layers, SequentialLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';
import { childrenOf, isSingle } from './children.ts';

/**
 * Layers one after the other. A record's names, or an array's indices, become part of the parameters' names.
 *
 * @example
 * ```ts
 * sequential({ conv1: conv(64, { kernel: 3 }), bn1: batchNorm(), relu: relu() });
 * ```
 */
export function sequential(layers: readonly Layer[] | Readonly<Record<string, Layer>>): SequentialLayer {
  const position = callerPosition();
  const { children, problems } = childrenOf('sequential', layers, position);
  return makeLayer<SequentialLayer>({ kind: 'sequential', children, problems, ...(position ? { position } : {}) });
}

/** A single layer as it is, several in sequence. */
export const inSequence = (layers: Layers): Layer =>
  isSingle(layers) ? layers : sequential(layers as readonly Layer[]);
