const scratch = new DataView(new ArrayBuffer(4));

function float32(bits: number): number {
  scratch.setUint32(0, bits);
  return scratch.getFloat32(0);
}

/** Widens the exponent by a multiplication, which is exact for subnormals too. */
function float16(half: number): number {
  const bits = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
  return (half & 0x7c00) === 0x7c00 ? float32(bits | 0x7f800000) : float32(bits) * 2 ** 112;
}

type ElementType = { readonly bytes: number; readonly read: (view: DataView, at: number) => number };

/** The names of element types in safetensors. */
export type Dtype = 'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U8' | 'BOOL';

/** Bytes of an element, and how to read one. */
export const elementTypes: Readonly<Record<Dtype, ElementType>> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => float16(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => float32(view.getUint16(at, true) << 16) },
  I64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  I32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  I16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  I8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  U8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  BOOL: { bytes: 1, read: (view, at) => view.getUint8(at) },
};

export const isDtype = (name: unknown): name is Dtype => typeof name === 'string' && Object.hasOwn(elementTypes, name);

/** Decodes little-endian elements to float32; F32 that is aligned, and not in shared memory, is not copied but viewed. */
export function decodeElements(bytes: Uint8Array, dtype: Dtype): Float32Array<ArrayBuffer> {
  const type = elementTypes[dtype];
  const count = bytes.length / type.bytes;
  if (dtype === 'F32' && bytes.byteOffset % 4 === 0 && bytes.buffer instanceof ArrayBuffer) {
    return new Float32Array(bytes.buffer, bytes.byteOffset, count);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = type.read(view, i * type.bytes);
  return data;
}
