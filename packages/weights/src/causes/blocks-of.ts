/** The block that a layer is in: `layer1.0`, `stages.0.blocks.1`; undefined in stem and head. */
export const blockOf = (name: string): string | undefined =>
  /^(.*?(?:layer\d+|stage\d+|block\d+\.layer|blocks|layers)\.\d+)\./.exec(name)?.[1];

/** The blocks that tensors are in. */
export const blocksOf = (names: readonly string[]): Set<string> =>
  new Set(names.flatMap((name) => blockOf(name) ?? []));
