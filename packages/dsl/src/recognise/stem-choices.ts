import { choice, type Choice } from './choice.ts';
import { convsOf, distinct, type Evidence } from './evidence.ts';

/** The stems that have names, the likeliest by its first convolution. */
export function stemChoices({ stem, leaves, blocks }: Evidence): readonly Choice[] {
  const convs = convsOf(blocks.length ? stem : leaves);
  const known =
    convs[0]?.kernel[0] === 7
      ? ([undefined, 'deep', 'tiered', 'cifar'] as const)
      : (['cifar', 'deep', 'tiered', undefined] as const);
  const last = blocks.length ? [convs.at(-1)] : [convs[0], convs[2]];
  const widths = distinct([undefined, ...last.map((each) => each?.channels)]);
  return known.flatMap((each) =>
    widths.map((stemWidth) => choice({ ...(each ? { stem: each } : {}), ...(stemWidth ? { stemWidth } : {}) })),
  );
}

/** All that stands before the first block, or all but a norm and an activation that are the block's. */
export function ownStems({ stem, blocks }: Evidence): readonly Choice[] {
  if (!blocks.length) return [];
  const own = stem.filter(({ layer }) => layer.kind !== 'normalize');
  return [own, own.slice(0, -2), own.slice(0, -1)].flatMap((leaves) => {
    const names = leaves.map(({ path }) => path);
    const isNamed = new Set(names).size === names.length && !names.includes('__proto__') && !names.includes('');
    const layers = leaves.map(({ layer }) => layer);
    return leaves.length
      ? [choice({ stem: isNamed ? Object.fromEntries(leaves.map(({ path, layer }) => [path, layer])) : layers })]
      : [];
  });
}
