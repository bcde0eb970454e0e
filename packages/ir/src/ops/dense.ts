import { tensorType } from '../tensor-type.ts';
import type { Input, NoAttributes, Op, OpDeclaration } from './declaration.ts';
import { elements, expectRows, expectShape, expectVector, matrixOf } from './expect-shape.ts';
import { perOutput } from './multiply-adds.ts';
import { ShapeError } from './shape-error.ts';

/** Weights are O×I. */
export type Dense = Op<readonly [x: Input, weights: Input, ...bias: Input[]], NoAttributes>;
export type DenseInputGradient = Op<readonly [dy: Input, weights: Input], NoAttributes>;
export type DenseWeightGradient = Op<readonly [dy: Input, x: Input], NoAttributes>;

const name = 'a dense layer';
const hint = 'put globalAveragePool() before it';

export const dense: OpDeclaration<Dense> = {
  takes: [2, 3],
  shape: (_, [x, weights, bias]) => {
    const [out, read] = matrixOf(weights);
    const features = elements(x, name, hint);
    if (features !== read) throw new ShapeError(`the weights read ${read} features, the input has ${features}`);
    expectVector(bias, out, 'bias');
    return tensorType('N', out);
  },
  multiplyAdds: ([, weights]) => perOutput(weights),
};

export const denseInputGradient: OpDeclaration<DenseInputGradient> = {
  takes: [2, 2],
  shape: (_, [dy, weights]) => {
    const [out, features] = matrixOf(weights);
    expectShape(dy, ['N', out], 'gradient');
    return tensorType('N', features);
  },
};

export const denseWeightGradient: OpDeclaration<DenseWeightGradient> = {
  takes: [2, 2],
  shape: (_, [dy, x]) => tensorType(expectRows(dy, 'gradient'), elements(x, name, hint)),
};
