import { dense } from '@resnet-compile/dsl';
import { numberIn } from '../operators/operator.ts';
import { gathered, type Tensor } from '../tensor.ts';
import { callOf, constantAt, isMap } from '../values.ts';
import { withBias } from './conv.ts';
import { oneLayer, type ValueForm } from './form.ts';
import { parameterOf } from './parameters.ts';

const times = (tensor: Tensor, factor: number): Tensor =>
  factor === 1 ? tensor : { ...tensor, data: Float64Array.from(tensor.data, (each) => each * factor) };

const transposed = (tensor: Tensor): Tensor => {
  const [rows = 1, columns = 1] = tensor.shape;
  return gathered(tensor, [columns, rows], ([column = 0, row = 0]) => row * columns + column);
};

/** A product of rows with a matrix: `Gemm`, or `MatMul`, and what is added to it. */
export const product: ValueForm = (value) => {
  const [made, bias] = withBias(value, 'Gemm', 'MatMul');
  const [x] = made?.inputs ?? [];
  if (!made) return undefined;
  const matrix = constantAt(made, 1);
  if (!isMap(x) || !matrix)
    throw new RangeError(
      'it multiplies what depends on the images by what does; expected a matrix of the file on the right',
    );
  if (x.shape.length !== 2 || matrix.shape.length !== 2)
    throw new RangeError(`it multiplies a value of ${x.shape.length} axes; expected rows, N×C`);
  const call = callOf(made);
  if (numberIn(call, 'transA', 0)) throw new RangeError('it transposes its first matrix, the images');
  if (made.inputs[2] && !constantAt(made, 2)) throw new RangeError('what it adds depends on the images');
  const isRight = made.op === 'Gemm' && numberIn(call, 'transB', 0) === 1;
  const weight = times(isRight ? matrix.tensor : transposed(matrix.tensor), numberIn(call, 'alpha', 1));
  const [features = 1] = weight.shape;
  const added = bias?.(features);
  const beta = made === value ? numberIn(call, 'beta', 1) : 1;
  return oneLayer(x, dense(features, { bias: added !== undefined }), [
    { ...parameterOf('weight', matrix), tensor: weight },
    ...(added ? [{ ...added, tensor: times(added.tensor, beta) }] : []),
  ]);
};
