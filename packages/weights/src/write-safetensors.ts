import { checkOptions, checkValue, literalOf, oneOf, shownName } from '@resnet-compile/options';
import { isIterable, tensorList, texts } from './kinds.ts';
import { narrowFloats } from './narrow-floats.ts';
import { isSizes } from './read-tensors.ts';
import { fail, type Tensor } from './tensor.ts';
import { encodeUtf8 } from './utf8.ts';

/** How {@link writeSafetensors} writes. */
export interface WriteOptions {
  /** As what values are stored: `'F32'`; `'F16'` and `'BF16'` take half the bytes, and round to the nearest, ties to even, as PyTorch. */
  readonly dtype?: 'F32' | 'F16' | 'BF16';
}

/**
 * Writes tensors, in the given order, and `metadata` before them: the same input gives the same bytes. The data begins at a
 * multiple of 8. Rounded to float16, what is 65,520 or more in magnitude becomes infinity.
 * @throws WeightsError when a name is repeated or reserved, or a shape does not fit its data.
 */
export function writeSafetensors(
  tensors: Iterable<Tensor>,
  metadata?: Readonly<Record<string, string>>,
  options: WriteOptions = {},
): Uint8Array<ArrayBuffer> {
  const list = isIterable(tensors) ? [...tensors] : tensors;
  checkValue('writeSafetensors: what is written', list, tensorList);
  if (metadata !== undefined) checkValue('writeSafetensors: the metadata', metadata, texts);
  checkOptions('writeSafetensors', options, { dtype: oneOf(['F32', 'F16', 'BF16']) });
  const { dtype = 'F32' } = options;
  const { bytes, writers } = layOutSafetensors(list, metadata, dtype === 'F32' ? undefined : narrowAs(dtype));
  for (const write of writers) write();
  return bytes;
}

/** How a tensor's values are stored. */
interface Storing {
  readonly dtype: string;
  /** Of an element. */
  readonly bytes: number;
  readonly store: (values: Float32Array, file: ArrayBuffer, at: number) => void;
}

// Modules that train carry what writes float32 alone.
const asFloat32: Storing = {
  dtype: 'F32',
  bytes: 4,
  store: (values, file, at) => new Float32Array(file, at, values.length).set(values),
};
const narrowAs = (dtype: keyof typeof narrowFloats): Storing => ({
  dtype,
  bytes: 2,
  store: (values, file, at) => new Uint16Array(file, at, values.length).set(narrowFloats[dtype].bitsOf(values)),
});

/** A file that has its header, and who writes the rest. */
export interface LaidOutFile {
  /** The whole file; its tensors are zero until they are written. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Each writes a tensor, in any order. */
  readonly writers: readonly (() => void)[];
}

/**
 * Lays a file out, so that its tensors can be written one by one, with other work between them.
 *
 * @throws WeightsError as {@link writeSafetensors}, which also looks at what it is given.
 */
export function layOutSafetensors(
  tensors: readonly Tensor[],
  metadata?: Readonly<Record<string, string>>,
  { dtype, bytes: width, store }: Storing = asFloat32,
): LaidOutFile {
  const fields = new Map<string, string>();
  if (metadata) fields.set('', `"__metadata__":${JSON.stringify(metadata)}`);
  let end = 0;
  for (const { name, shape, data } of tensors) {
    if (fields.has(name) || name === '__metadata__') fail(`${literalOf(name)} is given twice or reserved; rename it`);
    if (!isSizes(shape) || shape.reduce((product, size) => product * size, 1) !== data.length) {
      fail(`${shownName(name)} has shape [${shape}] but ${data.length} elements`);
    }
    const entry = { dtype, shape, data_offsets: [end, (end += data.length * width)] };
    fields.set(name, `${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  const json = encodeUtf8(`{${[...fields.values()].join(',')}}`);
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  let at = start;
  const writers = tensors.map(({ data }) => {
    const place = at;
    at += data.length * width;
    return () => store(data, bytes.buffer, place);
  });
  return { bytes, writers };
}
