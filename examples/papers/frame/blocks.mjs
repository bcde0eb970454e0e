/** The paths of the blocks of a network of 6n + 2 layers, in their order; those of He et al. 2016 are called otherwise. */
export const blocksOf = (depth, isPreactivated = false) =>
  [0, 1, 2].flatMap((stage) =>
    Array.from({ length: (depth - 2) / 6 }, (_, block) =>
      isPreactivated ? `stages.${stage}.blocks.${block}` : `layer${stage + 1}.${block}`,
    ),
  );
