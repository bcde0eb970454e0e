import { resnet, type Network } from '@resnet-compile/dsl';
import {
  familyNetwork,
  fillState,
  images,
  type FamilyNetworkCase,
  type OracleCase,
  type OracleNetwork,
} from '@resnet-compile/testing';

export type AnyNetwork = OracleNetwork | FamilyNetworkCase;

/** The network of an oracle, in the DSL; it leaves out what the oracle leaves out. */
export function oracleNetwork(oracle: AnyNetwork): Network {
  if ('family' in oracle) return familyNetwork(oracle);
  const { block, stages, width, stemWidth, stem, shortcut, variant, groups, widthPerGroup, input, classes } = oracle;
  const given = Object.entries({ width, stemWidth, stem, shortcut, variant, groups, widthPerGroup }).filter(
    ([, value]) => value !== undefined,
  );
  return resnet({ block, stages, input, classes, ...Object.fromEntries(given) });
}

export const oracleState = ({ state, case: network }: OracleCase<AnyNetwork>): ReturnType<typeof fillState> =>
  fillState(
    Object.entries(state).map(([name, shape]) => ({ name, shape })),
    network,
  );

/** The images of an oracle: all, or the first few. */
export function oracleImages(
  { case: { batch = 2, input, seed } }: OracleCase,
  atMost = batch,
): ReturnType<typeof images> {
  return images(0, [Math.min(batch, atMost), ...input], seed);
}

/** How far logits lie from PyTorch's: at worst, relative to the largest of them; their norms and classes too. */
export function distanceFromOracle(
  { logits, logitsL2, argmax, case: { classes } }: OracleCase,
  found: Float32Array | Float64Array,
): number {
  const batch = found.length / classes;
  const largest = Math.max(...logits.slice(0, batch).flat().map(Math.abs));
  let worst = 0;
  for (let n = 0; n < batch; n++) {
    const row = found.subarray(n * classes, (n + 1) * classes);
    for (const [index, logit] of logits[n]!.entries()) worst = Math.max(worst, Math.abs(row[index]! - logit) / largest);
    worst = Math.max(worst, Math.abs(Math.hypot(...row) / logitsL2[n]! - 1));
    if (row.indexOf(Math.max(...row)) !== argmax[n]) return Infinity;
  }
  return worst;
}
