import type { Dtype } from '@resnet-compile/weights/safetensors';
import type { TensorProto } from './messages.ts';

interface TensorTypeRow {
  readonly number: number;
  /** How an element lies in `rawData`, by its name in safetensors; absent of those that are not read. */
  readonly raw?: Dtype;
  /** The list that may hold the elements in place of `rawData`. */
  readonly list?: (tensor: TensorProto) => readonly number[];
  /** Elements of that list are the bits of 16-bit floats. */
  readonly bits?: true;
}

const floats = ({ floatData }: TensorProto): readonly number[] => floatData;
const doubles = ({ doubleData }: TensorProto): readonly number[] => doubleData;
const int32s = ({ int32Data }: TensorProto): readonly number[] => int32Data;
const int64s = ({ int64Data }: TensorProto): readonly number[] => int64Data;

/** TensorProto.DataType, by the names of onnx.proto. */
export const tensorTypes = {
  FLOAT: { number: 1, raw: 'F32', list: floats },
  UINT8: { number: 2, raw: 'U8', list: int32s },
  INT8: { number: 3, raw: 'I8', list: int32s },
  UINT16: { number: 4 },
  INT16: { number: 5, raw: 'I16', list: int32s },
  INT32: { number: 6, raw: 'I32', list: int32s },
  INT64: { number: 7, raw: 'I64', list: int64s },
  STRING: { number: 8 },
  BOOL: { number: 9, raw: 'BOOL', list: int32s },
  FLOAT16: { number: 10, raw: 'F16', list: int32s, bits: true },
  DOUBLE: { number: 11, raw: 'F64', list: doubles },
  UINT32: { number: 12 },
  UINT64: { number: 13 },
  COMPLEX64: { number: 14 },
  COMPLEX128: { number: 15 },
  BFLOAT16: { number: 16, raw: 'BF16', list: int32s, bits: true },
  FLOAT8E4M3FN: { number: 17 },
  FLOAT8E4M3FNUZ: { number: 18 },
  FLOAT8E5M2: { number: 19 },
  FLOAT8E5M2FNUZ: { number: 20 },
  UINT4: { number: 21 },
  INT4: { number: 22 },
  FLOAT4E2M1: { number: 23 },
} as const satisfies Readonly<Record<string, TensorTypeRow>>;

export type TensorTypeName = keyof typeof tensorTypes;

/** The name of a data type's number: `FLOAT` of 1; `type 99` of what there is not. */
export const tensorTypeName = (number: number): TensorTypeName | `type ${number}` =>
  (Object.keys(tensorTypes) as TensorTypeName[]).find((name) => tensorTypes[name].number === number) ??
  `type ${number}`;

export const tensorTypeOf = (tensor: TensorProto): TensorTypeRow | undefined =>
  Object.values<TensorTypeRow>(tensorTypes).find(({ number }) => number === tensor.dataType);
