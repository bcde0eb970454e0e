import { layerOf } from '../names/layers.ts';
import type { Cause } from './differences.ts';

/** Pre-activation has a norm before the head and none behind the stem; else it is the other way round. */
export const otherActivation: Cause = ({ missing, unexpected, layers }) => {
  const [last, first] = [layers.at(-2), layers[1]];
  const gone = new Set(missing.map(({ name }) => layerOf(name)));
  const [extra, other] = new Set(unexpected.map(({ name }) => layerOf(name)));
  const norm = [last, first].find((layer) => layer?.kind === 'norm' && gone.has(layer.path));
  if (gone.size !== 1 || norm === undefined || extra === undefined || other !== undefined) return undefined;
  return norm === last
    ? "the file's network normalises behind its stem and not before its head: it is no pre-activation network. Use variant: 'v1.5' or 'v1'"
    : "the file's network normalises before its head and not behind its stem: it is a pre-activation network. Use variant: 'v2'";
};
