import { shown } from '@resnet-compile/options';
import { isLayer, makeLayer } from '../brand.ts';
import type { Layer, SharedLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';

/**
 * A layer that has one set of parameters wherever it is used, named by its first use; their gradients add up. Keeps what
 * the layer does, and its shapes.
 *
 * Everything else, used twice, has parameters of its own each time. Running statistics of a batch norm that is shared are
 * updated at each use, one after the other, as in PyTorch. A file of weights may have the names of all uses.
 *
 * @example
 * ```ts
 * const conv3 = shared(conv(16, { kernel: 3 }));
 * network({ input: [16, 32, 32] }, { a: conv3, relu: relu(), b: conv3, pool: globalAveragePool(), fc: dense(10) });
 * ```
 */
export function shared(layer: Layer): SharedLayer {
  const position = callerPosition();
  const at = position ? { position } : {};
  return makeLayer<SharedLayer>({
    kind: 'shared',
    layer,
    problems: isLayer(layer)
      ? []
      : [{ code: 'RC1104', message: `shared: found ${shown(layer)}; expected a layer`, ...at }],
    ...at,
  });
}
