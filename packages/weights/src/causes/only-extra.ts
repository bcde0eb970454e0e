import { shownName } from '@resnet-compile/options';
import { blockOf, blocksOf } from './blocks-of.ts';
import type { Cause } from './differences.ts';
import { patternFor, shownPattern } from './pattern-for.ts';

/** All that the network has is there. */
export const onlyExtra: Cause = ({ missing, unexpected, misshapen, fitting }) => {
  if (unexpected.length === 0 || missing.length + misshapen.length > 0) return undefined;
  const blocks = blocksOf(fitting);
  const inside = unexpected.find(({ name }) => blocks.has(blockOf(name) ?? ''));
  if (inside)
    return `the blocks of the file have more than those of the network, such as ${shownName(inside.name)}: build the network with it, without it results are others`;
  const patterns = [...new Set(unexpected.map(({ name }) => patternFor(name, fitting)))];
  const listed = patterns.slice(0, 3).map((pattern) => `--ignore '${shownPattern(pattern)}'`);
  return `the file has all that the network has, and more; if no result depends on that, leave it out with ${listed.join(' ')}${patterns.length > 3 ? ' …' : ''}`;
};
