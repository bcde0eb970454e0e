import type { ReadExternal } from '../file/external-data.ts';
import type { TensorProto } from '../file/messages.ts';
import { floatsOf, integersOf } from '../file/tensor-values.ts';
import { tensorTypes } from '../file/tensor-types.ts';
import { integers, type Tensor } from './tensor.ts';

const { FLOAT, FLOAT16, BFLOAT16, DOUBLE } = tensorTypes;
const floatTypes: readonly number[] = [FLOAT, FLOAT16, BFLOAT16, DOUBLE].map((type) => type.number);

export const isFloatType = (type: number): boolean => floatTypes.includes(type);

/** A tensor of the file. @throws {OnnxError} where it is damaged, or of a type that no parameter has. */
export const tensorOf = (tensor: TensorProto, external: ReadExternal | undefined): Tensor =>
  isFloatType(tensor.dataType)
    ? { shape: tensor.dims, data: floatsOf(tensor, external), isInteger: false }
    : integers(tensor.dims, integersOf(tensor, external));
