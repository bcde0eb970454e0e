import { tensorType } from '../tensor-type.ts';
import type { Input, NoAttributes, Op, OpDeclaration } from './declaration.ts';
import { image } from './expect-shape.ts';
import { ShapeError } from './shape-error.ts';

/** The channels of all, one behind the other. */
export type Concatenate = Op<readonly [first: Input, ...others: Input[]], NoAttributes>;

export const concatenate: OpDeclaration<Concatenate> = {
  takes: [1, Infinity],
  shape: (_, [first, ...others]) => {
    const [channels, height, width] = image(first);
    const all = others.reduce((sum, input) => {
      const [c, h, w] = image(input);
      if (h !== height || w !== width)
        throw new ShapeError(`the maps to concatenate differ in size: ${height}×${width} and ${h}×${w}`);
      return sum + c;
    }, channels);
    return tensorType('N', all, height, width);
  },
};
