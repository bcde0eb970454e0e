import { shownName } from '@resnet-compile/options';
import { decodeElements, elementTypes, type Dtype } from '@resnet-compile/weights/safetensors';
import { OnnxError } from '../onnx-error.ts';
import { externalPlace, type ReadExternal } from './external-data.ts';
import type { TensorProto } from './messages.ts';
import { tensorTypeName, tensorTypeOf, tensorTypes, type TensorTypeName } from './tensor-types.ts';

const noFiles: ReadExternal = ({ location }) => {
  throw new OnnxError(`the file ${shownName(location)}, which holds tensors of the model, was not given`);
};

/**
 * The elements of a tensor of floats, row-major: FLOAT, or DOUBLE rounded, or FLOAT16 and BFLOAT16 widened. What is
 * aligned is not copied but viewed.
 * @throws {OnnxError} where they are of another type, or not as many as its shape says
 */
export function floatsOf(tensor: TensorProto, readExternal: ReadExternal = noFiles): Float32Array<ArrayBuffer> {
  const { raw, list, bits, count } = checked(tensor, ['FLOAT', 'FLOAT16', 'BFLOAT16', 'DOUBLE']);
  const bytes = bytesOf(tensor, raw, count, readExternal);
  if (bytes) return decodeElements(bytes, raw);
  const values = counted(tensor, list, count);
  return bits ? decodeElements(new Uint8Array(Uint16Array.from(values).buffer), raw) : Float32Array.from(values);
}

/**
 * The elements of a tensor of whole numbers or truth values, row-major. Beyond 2^53 they are rounded.
 * @throws {OnnxError} where they are of another type, or not as many as its shape says
 */
export function integersOf(tensor: TensorProto, readExternal: ReadExternal = noFiles): readonly number[] {
  const { raw, list, count } = checked(tensor, ['INT64', 'INT32', 'INT16', 'INT8', 'UINT8', 'BOOL']);
  const bytes = bytesOf(tensor, raw, count, readExternal);
  if (!bytes) return counted(tensor, list, count);
  const { read, bytes: size } = elementTypes[raw];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: count }, (_, index) => read(view, index * size));
}

interface Checked {
  readonly raw: Dtype;
  readonly list: readonly number[];
  readonly bits: boolean;
  readonly count: number;
}

function checked(tensor: TensorProto, types: readonly TensorTypeName[]): Checked {
  const row = tensorTypeOf(tensor);
  if (!row?.raw || !row.list || !types.some((name) => tensorTypes[name].number === row.number))
    throw new OnnxError(
      `${shownName(tensor.name)}: its elements are ${tensorTypeName(tensor.dataType)}; expected ${types.join(', ')}`,
    );
  return { raw: row.raw, list: row.list(tensor), bits: row.bits === true, count: elementCount(tensor) };
}

/** The product of a tensor's extents. @throws {OnnxError} where they are none */
export function elementCount({ name, dims }: TensorProto): number {
  const count = dims.reduce((product, extent) => product * extent, 1);
  if (dims.every((extent) => Number.isSafeInteger(extent) && extent >= 0) && Number.isSafeInteger(count)) return count;
  throw new OnnxError(
    `${shownName(name)}: its shape is ${dims.join('×')}; expected extents of at least 0, of which there is memory`,
  );
}

/** The elements as bytes, little-endian; undefined where they are a list. */
function bytesOf(tensor: TensorProto, raw: Dtype, count: number, readExternal: ReadExternal): Uint8Array | undefined {
  const size = count * elementTypes[raw].bytes;
  const place = externalPlace(tensor);
  const sized = (bytes: Uint8Array): Uint8Array => {
    if (bytes.length === size) return bytes;
    throw new OnnxError(
      `${shownName(tensor.name)}: it has ${bytes.length} bytes; its shape ${tensor.dims.join('×')} needs ${size}`,
    );
  };
  if (!place) return tensor.rawData && sized(tensor.rawData);
  if (place.length !== undefined && place.length !== size)
    throw new OnnxError(
      `${shownName(tensor.name)}: its external data has ${place.length} bytes; its shape ${tensor.dims.join('×')} needs ${size}`,
    );
  return sized(readExternal({ ...place, length: size }));
}

function counted({ name, dims }: TensorProto, list: readonly number[], count: number): readonly number[] {
  if (list.length === count) return list;
  throw new OnnxError(`${shownName(name)}: it has ${list.length} elements; its shape ${dims.join('×')} needs ${count}`);
}
