import { shown } from '@resnet-compile/options';
import { isNetwork, makeLayer, makeNetwork } from './brand.ts';
import type { Layer } from './layer.ts';
import type { Network } from './network-description.ts';

/**
 * A network that came as plain data, from a worker, another process or JSON, where what marks it as one is lost.
 * @throws {TypeError} where it is none.
 */
export function asNetwork(data: unknown): Network {
  if (isNetwork(data)) return data;
  const { kind, input, body, problems } = Object(data) as Partial<Network>;
  if (kind !== 'network' || !Array.isArray(input) || typeof body !== 'object' || !Array.isArray(problems))
    throw new TypeError(`asNetwork: found ${shown(data)}; expected the plain data of a network`);
  return makeNetwork({ ...(data as Network), body: marked(body) as Layer });
}

/** With all layers within it. */
function marked(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(marked);
  if (typeof data !== 'object' || data === null) return data;
  const parts = Object.fromEntries(Object.entries(data).map(([name, part]) => [name, marked(part)]));
  return 'kind' in data && 'problems' in data ? makeLayer(parts as unknown as Layer) : parts;
}
