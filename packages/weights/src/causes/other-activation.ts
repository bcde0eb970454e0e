import { layerOf } from '../names/layers.ts';
import type { Cause } from './differences.ts';

const original =
  "the file's network normalises after its convolutions, this one before them: use variant: 'v1.5' or 'v1'";
const before = "the file's network normalises before its convolutions, this one after them: use variant: 'v2'";

/**
 * Pre-activation has a norm before the head and none behind the stem or in shortcuts; else it is the other way round, and
 * what was found for a norm has the channels of another.
 */
export const otherActivation: Cause = ({ missing, unexpected, misshapen, layers }) => {
  const [last, first] = [layers.at(-2), layers[1]];
  const gone = new Set(missing.map(({ name }) => layerOf(name)));
  const more = new Set(unexpected.map(({ name }) => layerOf(name)));
  const norm = [last, first].find((layer) => layer?.kind === 'norm' && gone.has(layer.path));
  if (norm !== undefined && gone.size === 1 && more.size === 1) return norm === last ? original : before;
  const shortcuts = [...missing, ...unexpected];
  const onlyNorms =
    shortcuts.length > 0 &&
    shortcuts.every(({ name, shape }) => shape.length === 1 && /downsample|shortcut/.test(name)) &&
    misshapen.length > 0 &&
    misshapen.every(({ found }) => found.length === 1);
  if (!onlyNorms || (missing.length > 0 && unexpected.length > 0)) return undefined;
  return unexpected.length ? original : before;
};
