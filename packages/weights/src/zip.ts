import { shownName } from '@resnet-compile/options';
import { ByteReader, decodeText } from './byte-reader.ts';
import { WeightsError } from './safetensors.ts';

/**
 * A file in a zip archive. Its name is only ever compared with names: nothing is written anywhere.
 * `packed` holds the bytes as they are in the archive, `size` is what they should unpack to.
 */
export type ZipEntry = {
  readonly name: string;
  readonly deflated: boolean;
  readonly packed: Uint8Array;
  readonly size: number;
};

const maximalTotal = 8 * 2 ** 30;
const maximalRatio = 1_000;
const longestName = 1_000;
/** Small entries may compress as well as they like: zeros do. */
const ratioMatters = 2 ** 20;

const signatures = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
};

function fail(message: string): never {
  throw new WeightsError(`the zip archive ${message}`);
}

/** The end record is the last 22 bytes, or precedes a comment of at most 65535. */
function findEnd(bytes: Uint8Array): number {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 0xffff); at--) {
    if (bytes[at] === 0x50 && new ByteReader(bytes, 'the zip archive', at).u32() === signatures.end) return at;
  }
  return fail(`is truncated: the last of its ${bytes.length} bytes hold no end record; get the file again`);
}

function readDirectoryPlace(bytes: Uint8Array): { count: number; at: number } {
  const end = findEnd(bytes);
  const reader = new ByteReader(bytes, 'the zip archive', end + 10);
  const place = { count: reader.u16(), at: (reader.skip(4), reader.u32()) };
  if (end < 20) return place;
  reader.at = end - 20;
  if (reader.u32() !== signatures.locator64) return place;
  reader.skip(4);
  reader.at = reader.u64();
  if (reader.u32() !== signatures.end64)
    fail(`should have a zip64 end record at byte ${reader.at - 4}; get the file again`);
  reader.skip(28);
  return { count: reader.u64(), at: (reader.skip(8), reader.u64()) };
}

/** Sizes that do not fit 32 bits are in the zip64 extra field, in the order of `fields`. */
function widen(extra: ByteReader, fields: readonly number[]): number[] {
  while (extra.at + 4 <= extra.bytes.length) {
    const id = extra.u16();
    const length = extra.u16();
    if (id !== 1) {
      extra.skip(length);
      continue;
    }
    return fields.map((field) => (field === 0xffffffff ? extra.u64() : field));
  }
  return [...fields];
}

/** The packed bytes begin after the local header, whose names may have other lengths than the directory's. */
function locate(bytes: Uint8Array, name: string, at: number, packedSize: number): Uint8Array {
  const what = `the zip entry ${shownName(name)}`;
  const local = new ByteReader(bytes, what, at);
  if (local.u32() !== signatures.local)
    fail(`should have the entry ${shownName(name)} at byte ${at}, but no entry is there; get the file again`);
  local.skip(22);
  const nameLength = local.u16();
  local.skip(nameLength + local.u16());
  return local.take(packedSize);
}

function readEntry(bytes: Uint8Array, directory: ByteReader): ZipEntry {
  const at = directory.at;
  if (directory.u32() !== signatures.central) fail(`should have a directory entry at byte ${at}; get the file again`);
  directory.skip(4);
  const flags = directory.u16();
  const method = directory.u16();
  directory.skip(8); // Time, and a checksum that torch leaves out on request.
  const [packed32, size32] = [directory.u32(), directory.u32()];
  const [nameLength, extraLength, commentLength] = [directory.u16(), directory.u16(), directory.u16()];
  directory.skip(8);
  const start = directory.u32();
  if (nameLength > longestName)
    fail(`has a name of ${nameLength} bytes, the limit is ${longestName}; get the file again`);
  const name = decodeText(directory.take(nameLength));
  const extra = new ByteReader(directory.take(extraLength), `the zip64 field of ${shownName(name)}`);
  directory.skip(commentLength);
  const [size, packedSize, place] = widen(extra, [size32, packed32, start]) as [number, number, number];
  if ((flags & 1) !== 0) fail(`has the encrypted entry ${shownName(name)}; save it without a password`);
  if (method !== 0 && method !== 8)
    fail(`has the entry ${shownName(name)} in compression method ${method}; stored and deflate are read`);
  const packed = locate(bytes, name, place, packedSize);
  if (method === 0 && size !== packedSize)
    fail(`has the stored entry ${shownName(name)} of ${packedSize} bytes that declares ${size}; get the file again`);
  if (size > ratioMatters && size > maximalRatio * packedSize) {
    fail(
      `has the entry ${shownName(name)} of ${packedSize} bytes that declares ${size}, more than ${maximalRatio} times as many; this is a zip bomb, don't use it`,
    );
  }
  return { name, deflated: method === 8, packed, size };
}

/**
 * Reads a zip archive's directory (zip64 too); nothing is inflated yet.
 * Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT §4.3.
 * @throws WeightsError when it is truncated or contradicts itself, or its entries declare absurd sizes.
 */
export function readZip(bytes: Uint8Array): Map<string, ZipEntry> {
  const { count, at } = readDirectoryPlace(bytes);
  const directory = new ByteReader(bytes, "the zip archive's directory", at);
  const entries = new Map<string, ZipEntry>();
  let [total, packed] = [0, 0];
  for (let i = 0; i < count; i++) {
    const entry = readEntry(bytes, directory);
    if (entries.has(entry.name)) fail(`has the entry ${shownName(entry.name)} twice; get the file again`);
    total += entry.size;
    if (total > maximalTotal) {
      fail(
        `declares ${total} bytes up to its entry ${shownName(entry.name)}, the limit is ${maximalTotal}; this is a zip bomb, don't use it`,
      );
    }
    packed += entry.packed.length;
    // As in https://www.bamsoftware.com/hacks/zipbomb: many entries of the same bytes.
    if (packed > bytes.length) fail("has entries that overlap; this is a zip bomb, don't use it");
    entries.set(entry.name, entry);
  }
  return entries;
}
