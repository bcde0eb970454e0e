import { layerOf } from '../names/layers.ts';
import { shownName } from '@resnet-compile/options';
import type { Differences } from './differences.ts';

/** The network's last layer, if nothing else of the network is missing or misshapen. */
export function onlyHead({ missing, misshapen, layers }: Differences): string | undefined {
  const [path, other] = new Set([...missing, ...misshapen].map(({ name }) => layerOf(name)));
  const last = layers.findLast(({ kind }) => kind === 'linear' || kind === 'conv')?.path;
  return other === undefined && path === last ? path : undefined;
}

/** How a file is taken without its head. */
export const exceptFor = (head: string): string =>
  `leave it out, to train it: --except '${shownName(head)}.*', then load({ weights, except: ['${shownName(head)}.*'] })`;
