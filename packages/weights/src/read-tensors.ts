/**
 * Reads safetensors: u64 header length, JSON header, raw little-endian data.
 * https://github.com/huggingface/safetensors#format. Every compiled module carries this file: whatever a file says, no byte
 * outside of it is read, and every byte is read once.
 */
import { decodeElements, elementTypes, isDtype, type Dtype } from './element-types.ts';
import { literalOf, shown, shownName } from '@resnet-compile/options';
import { fail, type Tensor } from './tensor.ts';
import { decodeUtf8 } from './utf8.ts';

/** A length below 2^40, then the JSON header. */
export const isSafetensors = (bytes: Uint8Array): boolean =>
  bytes[8] === 0x7b && bytes.subarray(5, 8).every((byte) => byte === 0);

export interface Header {
  readonly json: string;
  readonly entries: Readonly<Record<string, unknown>>;
  /** Where the data begins. */
  readonly start: number;
}

const again = 'write the file again';
const truncated = 'the file is truncated: download it again';

/** Some characters to recognise a file by. */
const beginningOf = (bytes: Uint8Array): string => literalOf(String.fromCharCode(...bytes.subarray(0, 40)));

/**
 * The directory of a safetensors file, checked against its length.
 *
 * @throws {WeightsError} where it is none, or is truncated or damaged
 */
export function readHeader(bytes: Uint8Array): Header {
  if (!isSafetensors(bytes))
    fail(
      `the file ${bytes.length ? `has ${bytes.length} bytes and begins with ${beginningOf(bytes)}` : 'is empty'}; expected a safetensors file: download it again, or convert a PyTorch file: resnet-compile weights convert IN --model model.ts --out OUT.safetensors`,
    );
  const start = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (start > bytes.length)
    fail(`the header should take bytes 8 to ${start}, but the file has ${bytes.length} bytes; ${truncated}`);
  try {
    const json = decodeUtf8(bytes.subarray(8, start));
    return { json, entries: JSON.parse(json), start };
  } catch (cause) {
    fail(`bytes 8 to ${start} should hold a JSON header, but: ${(cause as Error).message}; ${again}`);
  }
}

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export const isSizes = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

/** One tensor of the header, its size checked against its shape and against the `available` bytes of data. */
function readEntry(name: string, value: unknown, available: number): Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  const refuse = (what: string, found: unknown, expected: string): never =>
    fail(`${shownName(name)} has ${what} ${shown(found)}; expected ${expected}`);
  if (!isDtype(dtype)) return refuse('dtype', dtype, `one of ${Object.keys(elementTypes).join(', ')}`);
  if (!isSizes(shape)) return refuse('shape', shape, 'a list of sizes');
  const [begin, end, more] = isSizes(offsets) ? offsets : [];
  if (begin === undefined || end === undefined || more !== undefined)
    return refuse('data_offsets', offsets, '[begin, end]');
  const place = `${shownName(name)} takes bytes ${begin} to ${end} of the data`;
  if (end > available) fail(`${place}, but the file has ${available}; ${truncated}`);
  const size = shape.reduce((product, extent) => product * extent, elementTypes[dtype].bytes);
  if (end - begin !== size) fail(`${place}, but ${dtype} [${shape}] should take ${size} bytes; ${again}`);
  return { name, dtype, shape, begin, end };
}

/** The tensors that lie behind a header, and fill the file. */
export function readTensorsOf(bytes: Uint8Array, { entries, start }: Header): Map<string, Tensor<ArrayBuffer>> {
  const available = bytes.length - start;
  const tensors = new Map<string, Tensor<ArrayBuffer>>();
  let [covered, before] = [0, 'the header'];
  const expectAt = (begin: number, name: string): void => {
    if (begin !== covered)
      fail(
        `bytes ${Math.min(begin, covered)} to ${Math.max(begin, covered)} of the data, between ${before} and ${name}, belong to ${begin < covered ? 'both' : 'no tensor'}; ${again}`,
      );
  };
  for (const { name, dtype, shape, begin, end } of Object.entries(entries)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => readEntry(name, value, available))
    .sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    expectAt(begin, shownName(name));
    tensors.set(name, { name, shape, data: decodeElements(bytes.subarray(start + begin, start + end), dtype) });
    [covered, before] = [end, shownName(name)];
  }
  expectAt(available, 'the end');
  return tensors;
}

/** The texts of a header's `__metadata__`; none where it has none. */
export const metadataOf = ({ entries }: Header): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(entries['__metadata__'] ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );

/** The tensors of a network's state: those that a training checkpoint has besides are left out. */
export function readState(bytes: Uint8Array): Map<string, Tensor<ArrayBuffer>> {
  const header = readHeader(bytes);
  const tensors = readTensorsOf(bytes, header);
  if (metadataOf(header)['format']?.startsWith('resnet-compile checkpoint'))
    for (const name of tensors.keys()) if (/^(optimizer\.\d+|average)\./.test(name)) tensors.delete(name);
  return tensors;
}
