import { shown } from '@resnet-compile/options';
import { isNetwork, makeLayer, makeNetwork } from '../brand.ts';
import { join } from '../deepen/join.ts';
import { integerFrom } from '../kinds.ts';
import type { Layer, SequentialLayer } from '../layer.ts';
import type { Network } from '../network-description.ts';
import { headOf, isClassifying } from './head-of.ts';

const whole = integerFrom(1);

/**
 * The same network for other classes: its last layer, a dense one or a 1×1 convolution, gives as many values. What it is
 * trained as stays.
 *
 * @example
 * ```ts
 * withClasses(resnet18(), 5); // resnet18({ classes: 5 })
 * ```
 * @throws {TypeError} where the network ends otherwise, or `classes` is no positive integer.
 */
export function withClasses<Of extends Network>(network: Of, classes: number): Of {
  if (!isNetwork(network)) throw new TypeError(`withClasses: found ${shown(network)}; expected a network`);
  if (!whole.holds(classes))
    throw new TypeError(`withClasses: classes are ${shown(classes)}; expected ${whole.expected}`);
  const { path } = headOf(network);
  return makeNetwork({ ...network, body: resized(network.body, '', path, classes) }) as Of;
}

function resized(layer: Layer, at: string, path: string, classes: number): Layer {
  if (layer.kind === 'sequential')
    return makeLayer<SequentialLayer>({
      ...layer,
      children: layer.children.map(([name, child]) => [name, resized(child, join(at, name), path, classes)]),
    });
  if (at !== path || !isClassifying(layer)) return layer;
  return layer.kind === 'dense'
    ? makeLayer({ ...layer, features: classes })
    : makeLayer({ ...layer, channels: classes });
}
