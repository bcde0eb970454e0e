/**
 * Groups after merging neighbours until each has whole vectors of output channels (or all are one): filters between
 * merged groups are zero, which costs multiplications but keeps every store whole.
 */
export function mergedGroups(groups: number, outChannels: number, vector: number): number {
  const perGroup = outChannels / groups;
  for (let merged = 1; merged < groups; merged++)
    if (groups % merged === 0 && (perGroup * merged) % vector === 0) return groups / merged;
  return 1;
}
