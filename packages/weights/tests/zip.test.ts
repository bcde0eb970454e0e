import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { unpackEntry } from '../src/unpack-entry.ts';
import { readZip } from '../src/zip.ts';
import { errorOf, fixture } from './fixture.ts';

/** Where the directory's entry of `name` begins. */
function directoryEntry(bytes: Uint8Array, name: string): number {
  const at = Buffer.from(bytes).lastIndexOf(name) - 46;
  expect(new DataView(bytes.buffer).getUint32(at, true)).toBe(0x02014b50);
  return at;
}

function declaring(bytes: Uint8Array, name: string, size: number): Uint8Array {
  new DataView(bytes.buffer).setUint32(directoryEntry(bytes, name) + 24, size, true);
  return bytes;
}

const zeros = (length: number): Uint8Array => zipSync({ 'a/data.pkl': new Uint8Array(length) });
const unpack = (bytes: Uint8Array): Uint8Array => unpackEntry(readZip(bytes).get('a/data.pkl')!);

describe('readZip', () => {
  test('stored and deflated entries', () => {
    const content = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) >> 7);
    for (const level of [0, 6] as const) {
      const [entry] = readZip(zipSync({ 'a/b': content }, { level })).values();
      expect([entry!.name, entry!.deflated, entry!.size]).toEqual(['a/b', level > 0, 100_000]);
      expect(unpackEntry(entry!)).toEqual(content);
    }
  });

  test('names are only names', () => {
    expect([
      ...readZip(zipSync({ '../../etc/passwd': new Uint8Array(1), '/etc/x': new Uint8Array(1) })).keys(),
    ]).toEqual(['../../etc/passwd', '/etc/x']);
  });

  test("PyTorch's zip64 end record", () => {
    expect([...readZip(fixture('bare-zip.pt')).keys()]).toContain('bare-zip/data.pkl');
  });
});

describe('zip bombs', () => {
  test('an entry that declares absurdly much', () => {
    expect(errorOf(() => readZip(declaring(zeros(1000), 'a/data.pkl', 2 ** 31)))).toBe(
      "the zip archive has the entry a/data.pkl of 10 bytes that declares 2147483648, more than 1000 times as many; this is a zip bomb, don't use it",
    );
  });

  test('an entry that inflates past what it declares', () => {
    const bytes = declaring(zeros(50_000_000), 'a/data.pkl', 1000);
    expect(errorOf(() => unpack(bytes))).toBe(
      "the zip entry a/data.pkl declares 1000 bytes but inflates to more; this is a zip bomb, don't use it",
    );
  });

  test('many entries that together declare absurdly much, over the same bytes', () => {
    // Longer than a letter, which the time of day in the archive may hold.
    const names = ['data/a', 'data/b', 'data/c'];
    const content = new Uint8Array(4_000_000);
    const bytes = zipSync(Object.fromEntries(names.map((name) => [name, content])), { level: 0 });
    const view = new DataView(bytes.buffer);
    for (const name of names) {
      const at = directoryEntry(bytes, name);
      view.setUint16(at + 10, 8, true);
      view.setUint32(at + 24, 0xf0000000, true);
    }
    const start = view.getUint32(directoryEntry(bytes, names[0]!) + 42, true);
    for (const name of names.slice(1)) view.setUint32(directoryEntry(bytes, name) + 42, start, true);
    for (const name of names) view.setUint32(directoryEntry(bytes, name) + 20, 5_000_000, true);
    expect(errorOf(() => readZip(bytes))).toBe(
      "the zip archive declares 12079595520 bytes up to its entry data/c, the limit is 8589934592; this is a zip bomb, don't use it",
    );
  });

  test('entries of the same bytes, none of which declares much', () => {
    const bytes = zipSync({ a: new Uint8Array(1000), b: new Uint8Array(1000) }, { level: 0 });
    const view = new DataView(bytes.buffer);
    view.setUint32(directoryEntry(bytes, 'b') + 42, view.getUint32(directoryEntry(bytes, 'a') + 42, true), true);
    for (const name of ['a', 'b'])
      for (const field of [20, 24]) view.setUint32(directoryEntry(bytes, name) + field, 1200, true);
    expect(errorOf(() => readZip(bytes))).toBe(
      "the zip archive has entries that overlap; this is a zip bomb, don't use it",
    );
  });

  test('a name without end', () => {
    expect(errorOf(() => readZip(zipSync({ ['a'.repeat(2000)]: new Uint8Array(1) })))).toBe(
      'the zip archive has a name of 2000 bytes, the limit is 1000; get the file again',
    );
  });
});

const patched = (offset: number, value: number): Uint8Array => {
  const bytes = zipSync({ 'a/data.pkl': [new Uint8Array(10), { level: 0 }] });
  new DataView(bytes.buffer).setUint16(directoryEntry(bytes, 'a/data.pkl') + offset, value, true);
  return bytes;
};

describe('contradictions', () => {
  test.each([
    [patched(8, 1), 'the encrypted entry a/data.pkl'],
    [patched(10, 12), 'in compression method 12; stored and deflate are read'],
    [patched(24, 11), 'the stored entry a/data.pkl of 10 bytes that declares 11'],
    [patched(20, 5000), 'the zip entry a/data.pkl is truncated'],
    [patched(42, 3), 'should have the entry a/data.pkl at byte 3, but no entry is there'],
    [patched(0, 0), 'should have a directory entry at byte 50'],
    [declaring(zeros(100), 'a/data.pkl', 200), 'declares 200 bytes but inflates to 100'],
    [new Uint8Array(100), 'hold no end record'],
  ])('%#', (bytes, message) => {
    expect(errorOf(() => unpack(bytes))).toContain(message);
  });
});
