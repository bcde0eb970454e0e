import type { Node } from './canonical.ts';

/** Blocks that are left of a stage: the first, and the last. */
const left = 2;

export const thinStages = (stages: readonly number[]): readonly number[] =>
  stages.map((depth) => Math.min(depth, left));

/** A network without the blocks in the middle of its stages, which are like the last one; undefined where they are none of these. */
export function thinned(nodes: readonly Node[], stages: readonly number[]): readonly Node[] | undefined {
  const places = nodes.flatMap((node, index) => (node.node === 'group' ? [index] : []));
  if (places.length !== stages.reduce((sum, depth) => sum + depth, 0)) return undefined;
  const ends = stages.map((_, stage) => stages.slice(0, stage + 1).reduce((sum, depth) => sum + depth, 0));
  const gaps = stages.flatMap((depth, stage) => {
    const end = ends[stage] ?? 0;
    return depth > left ? [[places[end - depth + 1] ?? 0, places[end - 1] ?? 0] as const] : [];
  });
  return nodes.filter((_, index) => !gaps.some(([from, to]) => index >= from && index < to));
}
