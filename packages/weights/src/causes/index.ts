import { computedWeights } from './computed-weights.ts';
import type { Cause, Differences } from './differences.ts';
import { foldedNorms } from './folded-norms.ts';
import { noHead } from './no-head.ts';
import { noLastNorm } from './no-last-norm.ts';
import { noStatistics } from './no-statistics.ts';
import { onlyExtra } from './only-extra.ts';
import { otherActivation } from './other-activation.ts';
import { otherBiases } from './other-biases.ts';
import { otherBlock } from './other-block.ts';
import { otherDepth } from './other-depth.ts';
import { otherHead } from './other-head.ts';
import { otherParts } from './other-parts.ts';
import { otherStem } from './other-stem.ts';
import { otherWidth } from './other-width.ts';

/** The first that applies is said: what is certain stands before what is likely. */
const causes: readonly Cause[] = [
  computedWeights,
  noStatistics,
  foldedNorms,
  otherHead,
  noHead,
  noLastNorm,
  otherActivation,
  otherBiases,
  otherDepth,
  otherParts,
  otherStem,
  otherBlock,
  onlyExtra,
  otherWidth,
];

const firstOf = (differences: Differences): string | undefined => {
  for (const cause of causes) {
    const said = cause(differences);
    if (said !== undefined) return said;
  }
  return undefined;
};

/** Other classes come with anything else: a last layer that is misshapen, and all the rest, each by itself. */
function besideHead(differences: Differences): readonly [rest: Differences, head: Differences] | undefined {
  const { misshapen, missing, unexpected, layers } = differences;
  const head = `${layers.at(-1)?.path}.`;
  const ofHead = misshapen.filter(({ name }) => name.startsWith(head));
  const others = misshapen.filter(({ name }) => !name.startsWith(head));
  if (ofHead.length === 0 || others.length + missing.length + unexpected.length === 0) return undefined;
  return [
    { ...differences, misshapen: others },
    { ...differences, misshapen: ofHead, missing: [], unexpected: [], isPart: true },
  ];
}

/** Why these weights are of another network, where that is known. */
export function causeOf(differences: Differences): string | undefined {
  const [rest, head] = besideHead(differences) ?? [];
  const [ofRest, ofHead] = [rest && firstOf(rest), head && firstOf(head)];
  return ofRest !== undefined && ofHead !== undefined ? `${ofRest}. And ${ofHead}` : firstOf(differences);
}
