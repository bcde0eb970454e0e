import type { Input, Op, OpDeclaration } from './declaration.ts';
import { elements } from './expect-shape.ts';
import { ShapeError } from './shape-error.ts';

/** Of N×C×1×1: in each channel's place the mean of its group of channels, image by image. It is its own adjoint. */
export type GroupMean = Op<readonly [x: Input], { readonly groups: number }>;

export const groupMean: OpDeclaration<GroupMean> = {
  takes: [1, 1],
  shape: ({ groups }, [x]) => {
    const channels = elements(x, 'a mean of groups', 'put map_mean before it');
    if (channels % groups !== 0)
      throw new ShapeError(
        `${channels} channels cannot be divided into ${groups} groups`,
        `the channels must be a multiple of groups = ${groups}`,
      );
    return x;
  },
};
