import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors, type Tensor } from '../src/safetensors.ts';
import { errorOf, expected, fixture, tensor, tensorsOf } from './fixture.ts';

function file(header: unknown, dataBytes = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const entry = (shape: number[], begin: number, end: number, dtype = 'F32'): object => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});
const messageOf = (header: unknown, dataBytes = 0): string => errorOf(() => readSafetensors(file(header, dataBytes)));

describe('readSafetensors', () => {
  test('reads what the official writer wrote, every dtype', () => {
    const found = readSafetensors(fixture('official.safetensors'));
    const wanted = tensorsOf(expected.checkpoint);
    expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
    for (const [name, tensor] of wanted) expect(found.get(name), name).toEqual(tensor);
  });

  test('copies what lies in shared memory, which nothing takes that sends or stores bytes', () => {
    const bytes = writeSafetensors([tensor('a', [2], [1, 2])]);
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    const found = readSafetensors(shared);
    expect(found).toEqual(readSafetensors(bytes));
    expect(found.get('a')!.data.buffer).toBeInstanceOf(ArrayBuffer);
  });

  test('views aligned F32 and copies at odd addresses', () => {
    const bytes = writeSafetensors([tensor('a', [2], [1, 2])]);
    expect(readSafetensors(bytes).get('a')!.data.buffer).toBe(bytes.buffer);
    const odd = Buffer.alloc(bytes.length + 1).subarray(1);
    odd.set(bytes);
    expect(readSafetensors(odd)).toEqual(readSafetensors(bytes));
  });

  test('decodes every float16 as DataView does, where the host has it', () => {
    const bytes = file({ h: entry([65536], 0, 131072, 'F16') }, 131072);
    const view = new DataView(bytes.buffer, bytes.length - 131072) as DataView & {
      getFloat16?: (at: number, little: boolean) => number;
    };
    for (let i = 0; i < 65536; i++) view.setUint16(2 * i, i, true);
    const { data } = readSafetensors(bytes).get('h')!;
    expect([data[0x3c00], data[0x0001], data[0x83ff], data[0x7bff], data[0xfc00], data[0x7e00]]).toEqual([
      1,
      2 ** -24,
      -(1023 * 2 ** -24),
      65504,
      -Infinity,
      NaN,
    ]);
    if (view.getFloat16 !== undefined) {
      for (let i = 0; i < 65536; i++)
        if (!Object.is(data[i], view.getFloat16(2 * i, true))) expect.fail(`0x${i.toString(16)}`);
    }
  });

  test('ignores __metadata__; names are never properties', () => {
    const found = readSafetensors(
      file('{"__metadata__":{"format":"pt"},"__proto__":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}', 4),
    );
    expect([...found.keys()]).toEqual(['__proto__']);
  });
});

describe('refuses, and says what was found', () => {
  const bytes = writeSafetensors([tensor('conv1.weight', [2, 3]), tensor('fc.bias', [10])]);

  test('truncated', () => {
    expect(errorOf(() => readSafetensors(bytes.subarray(0, 5)))).toContain('the file has 5 bytes and begins with "');
    expect(errorOf(() => readSafetensors(bytes.subarray(0, 100)))).toBe(
      'safetensors: the header should take bytes 8 to 144, but the file has 100 bytes; the file is truncated: download it again',
    );
    expect(errorOf(() => readSafetensors(bytes.subarray(0, -10)))).toBe(
      'safetensors: fc.bias takes bytes 24 to 64 of the data, but the file has 54; the file is truncated: download it again',
    );
    for (let length = 0; length < bytes.length; length++)
      expect(errorOf(() => readSafetensors(bytes.subarray(0, length)))).toMatch(/safetensors: /);
  });

  test('overlapping offsets', () => {
    expect(messageOf({ a: entry([2], 0, 8), b: entry([2], 4, 12) }, 12)).toBe(
      'safetensors: bytes 4 to 8 of the data, between a and b, belong to both; write the file again',
    );
  });

  test('offsets beyond the file', () => {
    expect(messageOf({ a: entry([4], 0, 16) }, 12)).toBe(
      'safetensors: a takes bytes 0 to 16 of the data, but the file has 12; the file is truncated: download it again',
    );
  });

  test('holes', () => {
    expect(messageOf({ a: entry([1], 0, 4), b: entry([1], 8, 12) }, 12)).toBe(
      'safetensors: bytes 4 to 8 of the data, between a and b, belong to no tensor; write the file again',
    );
    expect(messageOf({ a: entry([1], 0, 4) }, 6)).toBe(
      'safetensors: bytes 4 to 6 of the data, between a and the end, belong to no tensor; write the file again',
    );
  });

  test.each([
    [
      { a: entry([3], 0, 8) },
      'a takes bytes 0 to 8 of the data, but F32 [3] should take 12 bytes; write the file again',
    ],
    [{ a: entry([2 ** 40, 2 ** 40], 0, 8) }, 'should take'],
    [{ a: entry([2], 8, 0) }, 'a takes bytes 8 to 0 of the data, but F32 [2] should take 8 bytes'],
    [{ a: entry([2], 0, 8, 'F8_E4M3') }, 'a has dtype "F8_E4M3"; expected one of F64, F32'],
    [{ a: entry([-2], 0, 8) }, 'a has shape [-2]'],
    [{ a: { dtype: 'F32', shape: [2], data_offsets: [0] } }, 'a has data_offsets [0]'],
    [{ a: null }, 'a has dtype undefined'],
    ['{"a":', 'should hold a JSON header'],
    ['[]', '[]\\u0000'],
    [
      '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"\\u0061":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}',
      'the header has "a" twice',
    ],
    ['{"a":{"dtype":"F32","dtype":"F64","shape":[1],"data_offsets":[0,8]}}', 'the header has "dtype" twice'],
  ])('%j', (header, message) => {
    expect(messageOf(header, 8)).toContain(message);
  });
});

describe('writeSafetensors', () => {
  const tensors = fc
    .uniqueArray(fc.tuple(fc.string({ unit: 'binary' }), fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 })), {
      selector: ([name]) => name,
      maxLength: 6,
    })
    .filter((list) => list.every(([name]) => name !== '__metadata__'))
    .map((list) =>
      list.map(([name, shape], i) =>
        tensor(
          name,
          shape,
          Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) => k * 0.1 - i),
        ),
      ),
    );

  test('what is written is read again, whatever the names', () => {
    fc.assert(
      fc.property(tensors, (list: Tensor[]) => {
        const bytes = writeSafetensors(list);
        expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0);
        const found = readSafetensors(bytes);
        expect(found.size).toBe(list.length);
        for (const tensor of list) expect(found.get(tensor.name)).toEqual(tensor);
        expect(writeSafetensors(list)).toEqual(bytes);
      }),
    );
  });

  test('keeps the order', () => {
    expect([...readSafetensors(writeSafetensors([tensor('b', [1]), tensor('a', [1])])).keys()]).toEqual(['b', 'a']);
  });

  test('refuses repeated names and shapes that do not fit', () => {
    expect(errorOf(() => writeSafetensors([tensor('a', [1]), tensor('a', [1])]))).toBe(
      'safetensors: "a" is given twice or reserved; rename it',
    );
    expect(errorOf(() => writeSafetensors([{ name: 'a', shape: [2], data: new Float32Array(3) }]))).toBe(
      'safetensors: a has shape [2] but 3 elements',
    );
  });
});
