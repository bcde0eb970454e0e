import type { Operation, Read } from '../operation.ts';
import { times, type CoreDeclaration } from './declaration.ts';

/** weights: O×I; the input is a vector. */
export type MatrixProduct = Operation<readonly [x: Read], readonly [weights: string], readonly []>;

export const matrixProduct: CoreDeclaration<MatrixProduct> = {
  takes: [1, 1, 0],
  tiled: true,
  shape: (_, [x], [weights]) => {
    const [out = NaN, features, ...window] = weights;
    return features === x[0] && x[1] * x[2] === 1 && window.every((extent) => extent === 1)
      ? [out, 1, 1]
      : `weights ${times(weights)} do not fit a map of ${times(x)}`;
  },
};
