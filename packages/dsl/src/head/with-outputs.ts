import { shown } from '@resnet-compile/options';
import { isNetwork, makeNetwork } from '../brand.ts';
import { outputsKind } from '../network.ts';
import type { Network } from '../network-description.ts';

/**
 * The same network, handing out what other layers give: the option `outputs` of a network that somebody else made.
 * @throws {TypeError} where `outputs` is no list of paths.
 */
export function withOutputs<Of extends Network>(network: Of, outputs: readonly string[]): Of {
  if (!isNetwork(network)) throw new TypeError(`withOutputs: found ${shown(network)}; expected a network`);
  if (!outputsKind.holds(outputs))
    throw new TypeError(`withOutputs: outputs are ${shown(outputs)}; expected ${outputsKind.expected}`);
  return makeNetwork({ ...network, outputs }) as Of;
}
