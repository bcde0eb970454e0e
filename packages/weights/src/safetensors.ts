/**
 * Reads and writes safetensors: u64 header length, JSON header, raw little-endian data.
 * https://github.com/huggingface/safetensors#format. Every compiled module carries this file.
 */
import { checkValue, fileBytes } from '@resnet-compile/options';
import { kindOfFile } from './file-kind.ts';
import { isIterable, tensorList, texts } from './kinds.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

/** A named tensor, row-major: `data.length` is the product of `shape`. */
export type Tensor<Memory extends ArrayBufferLike = ArrayBufferLike> = {
  /** Of the parameter or running statistic, e.g. `layer1.0.conv1.weight`. */
  readonly name: string;
  /** Its extents, the outermost first: [filters, channels, height, width] of a convolution. */
  readonly shape: readonly number[];
  /** Its values, row-major. */
  readonly data: Float32Array<Memory>;
};

/** What is wrong with a file of weights: what was found, what was expected, what to do. */
export class WeightsError extends Error {
  /** `WeightsError`. */
  override readonly name = 'WeightsError';
}

const scratch = new Float32Array(1);
const bits = new Uint32Array(scratch.buffer);

function bfloat16(half: number): number {
  bits[0] = half << 16;
  return scratch[0]!;
}

/** Widens the exponent by a multiplication, which is exact for subnormals too. */
function float16(half: number): number {
  bits[0] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
  if ((half & 0x7c00) !== 0x7c00) return scratch[0]! * 2 ** 112;
  bits[0] |= 0x7f800000;
  return scratch[0]!;
}

type ElementType = { readonly bytes: number; readonly read: (view: DataView, at: number) => number };

/** The names of element types in safetensors. */
export type Dtype = 'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U8' | 'BOOL';

/** Bytes of an element, and how to read one. */
export const elementTypes: Readonly<Record<Dtype, ElementType>> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => float16(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => bfloat16(view.getUint16(at, true)) },
  I64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  I32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  I16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  I8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  U8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  BOOL: { bytes: 1, read: (view, at) => view.getUint8(at) },
};

const isDtype = (name: unknown): name is Dtype => typeof name === 'string' && Object.hasOwn(elementTypes, name);

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

function fail(message: string): never {
  throw new WeightsError(`safetensors: ${message}`);
}

/** A key that one object of the JSON text has twice: JSON.parse would silently keep the last. */
function repeatedKey(json: string): string | undefined {
  const objects: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    if (json[at] === '{') objects.push(new Set());
    if (json[at] === '}') objects.pop();
    if (json[at] !== '"') continue;
    const start = at++;
    for (; json[at] !== '"'; at++) if (json[at] === '\\') at++;
    let next = at + 1;
    while (json.charCodeAt(next) <= 0x20) next++;
    if (json[next] !== ':') continue;
    const key: string = JSON.parse(json.slice(start, at + 1));
    const keys = objects.at(-1);
    if (keys?.has(key)) return key;
    keys?.add(key);
  }
  return undefined;
}

/** A length below 2^40, then the JSON header. */
export const isSafetensors = (bytes: Uint8Array): boolean =>
  bytes[8] === 0x7b && bytes.subarray(5, 8).every((byte) => byte === 0);

function readHeader(bytes: Uint8Array): { header: object; start: number } {
  checkValue('safetensors: the file', bytes, fileBytes);
  const other = isSafetensors(bytes) ? undefined : kindOfFile(bytes);
  if (other !== undefined) fail(`the file ${other}`);
  const again = 'the file is truncated or no safetensors file: download it again';
  if (bytes.length < 8) fail(`the file has ${bytes.length} bytes, the header's length alone takes 8; ${again}`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > bytes.length - 8) {
    fail(`the header should take bytes 8 to ${8 + length}, but the file has ${bytes.length} bytes; ${again}`);
  }
  if (bytes[8] !== 0x7b)
    fail(`byte 8, where the JSON header begins, should be {, found 0x${(bytes[8] ?? 0).toString(16)}; ${again}`);
  let json: string;
  let header: object;
  try {
    json = decodeUtf8(bytes.subarray(8, 8 + length));
    header = JSON.parse(json);
  } catch (cause) {
    fail(`bytes 8 to ${8 + length} should hold a JSON header, but: ${(cause as Error).message}; write the file again`);
  }
  const repeated = repeatedKey(json);
  if (repeated !== undefined) fail(`the header has ${JSON.stringify(repeated)} twice; each name must be unique`);
  return { header, start: 8 + length };
}

type Entry = { name: string; dtype: Dtype; shape: number[]; begin: number; end: number };

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** One tensor of the header, its size checked against its shape and against the `available` bytes of data. */
function readEntry(name: string, value: unknown, available: number): Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (!isDtype(dtype)) {
    fail(`${name} has dtype ${JSON.stringify(dtype)}; readable are ${Object.keys(elementTypes).join(', ')}`);
  }
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    fail(`${name} has shape ${JSON.stringify(shape)}; expected a list of sizes`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    fail(`${name} has data_offsets ${JSON.stringify(offsets)}; expected [begin, end]`);
  }
  const [begin, end] = offsets as [number, number];
  if (end > available) {
    fail(
      `${name} takes bytes ${begin} to ${end} of the data, but the file has ${available}; it is truncated: download it again`,
    );
  }
  const expected = shape.reduce((product, size) => product * size, elementTypes[dtype].bytes);
  if (end - begin !== expected) {
    fail(
      `${name} (${dtype} [${shape}]) should take ${expected} bytes, but its offsets ${begin} to ${end} hold ${end - begin}; write the file again`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/**
 * Reads a safetensors file; F64, F32, F16, BF16 and the integer types all become float32. F32 data that is aligned in
 * memory is a view of `bytes`, unless they are shared with other threads. Tensors come in the order of their data; `__metadata__` is ignored.
 * @throws WeightsError when the file is truncated, the header is no valid JSON, a name is repeated, a dtype is unknown,
 * or the tensors do not cover the data exactly (overlaps, holes, offsets beyond the file, sizes unlike the shapes).
 */
export function readSafetensors(bytes: Uint8Array): Map<string, Tensor<ArrayBuffer>> {
  const { header, start } = readHeader(bytes);
  const available = bytes.length - start;
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => readEntry(name, value, available))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  const tensors = new Map<string, Tensor<ArrayBuffer>>();
  let covered = 0;
  let before = 'the header';
  for (const { name, dtype, shape, begin, end } of entries) {
    if (begin < covered) {
      fail(
        `${name} takes bytes ${begin} to ${end} of the data, which overlap ${before}, ending at ${covered}; write the file again`,
      );
    }
    if (begin > covered) {
      fail(
        `bytes ${covered} to ${begin} of the data, between ${before} and ${name}, belong to no tensor; write the file again`,
      );
    }
    tensors.set(name, { name, shape, data: decodeElements(bytes.subarray(start + begin, start + end), dtype) });
    covered = end;
    before = name;
  }
  if (covered < available)
    fail(`the data has ${available} bytes, but the tensors end at ${covered}; write the file again`);
  return tensors;
}

/**
 * Reads the tensors of a network's state: those of the optimiser, which a training checkpoint has besides, are left out.
 * @throws WeightsError as {@link readSafetensors}.
 */
export function readStateTensors(bytes: Uint8Array): Map<string, Tensor<ArrayBuffer>> {
  const tensors = readSafetensors(bytes);
  if (readMetadata(bytes)['format']?.startsWith('resnet-compile checkpoint')) {
    for (const name of tensors.keys()) if (/^(optimizer\.\d+|average)\./.test(name)) tensors.delete(name);
  }
  return tensors;
}

/** The texts of a file's `__metadata__`; none where it has none. @throws WeightsError as {@link readSafetensors}. */
export function readMetadata(bytes: Uint8Array): Readonly<Record<string, string>> {
  const { __metadata__: metadata = {} } = readHeader(bytes).header as { __metadata__?: Record<string, string> };
  return metadata;
}

/**
 * Writes tensors as F32, in the given order, and `metadata` before them: the same input gives the same bytes. The data
 * begins at a multiple of 8.
 * @throws WeightsError when a name is repeated or reserved, or a shape does not fit its data.
 */
export function writeSafetensors(
  tensors: Iterable<Tensor>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const { bytes, writers } = layOutSafetensors(tensors, metadata);
  for (const write of writers) write();
  return bytes;
}

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
 * @throws WeightsError as {@link writeSafetensors}.
 */
export function layOutSafetensors(tensors: Iterable<Tensor>, metadata?: Readonly<Record<string, string>>): LaidOutFile {
  const list = isIterable(tensors) ? [...tensors] : tensors;
  checkValue('writeSafetensors: what is written', list, tensorList);
  if (metadata !== undefined) checkValue('writeSafetensors: the metadata', metadata, texts);
  const fields = new Map<string, string>();
  if (metadata) fields.set('', `"__metadata__":${JSON.stringify(metadata)}`);
  let end = 0;
  for (const { name, shape, data } of list) {
    if (fields.has(name) || name === '__metadata__')
      fail(`${JSON.stringify(name)} is given twice or reserved; rename it`);
    if (!shape.every(isSize) || shape.reduce((product, size) => product * size, 1) !== data.length) {
      fail(`${name} has shape [${shape}] but ${data.length} elements`);
    }
    const entry = { dtype: 'F32', shape, data_offsets: [end, (end += data.length * 4)] };
    fields.set(name, `${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  const json = encodeUtf8(`{${[...fields.values()].join(',')}}`);
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  const target = new Float32Array(bytes.buffer, start);
  let at = 0;
  const writers = list.map(({ data }) => {
    const place = at;
    at += data.length;
    return () => target.set(data, place);
  });
  return { bytes, writers };
}
