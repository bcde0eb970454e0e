import { otherBlock, otherDepth } from './blocks.ts';
import type { Cause, Differences } from './differences.ts';
import { onlyExtra } from './extra.ts';
import { noHead, otherHead } from './head.ts';
import { foldedNorms, noLastNorm, noStatistics, otherActivation } from './norms.ts';
import { parametrized } from './parametrized.ts';
import { otherStem, otherWidth } from './sizes.ts';

/** The first that applies is said. */
const causes: readonly Cause[] = [
  parametrized,
  noStatistics,
  foldedNorms,
  otherHead,
  noHead,
  noLastNorm,
  otherActivation,
  otherStem,
  otherBlock,
  otherDepth,
  onlyExtra,
  otherWidth,
];

/** Why these weights are of another network, where that is known. */
export function causeOf(differences: Differences): string | undefined {
  for (const cause of causes) {
    const said = cause(differences);
    if (said !== undefined) return said;
  }
  return undefined;
}
