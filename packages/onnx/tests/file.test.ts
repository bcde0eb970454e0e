import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test, vi } from 'vitest';
import {
  externalFields,
  floatsOf,
  integersOf,
  OnnxError,
  readModel,
  tensorTypes,
  writeModel,
  type TensorProto,
  type Written,
} from '../src/index.ts';

const image = (name: string): Written<'ValueInfoProto'> => ({
  name,
  type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: 'N' }, { dimValue: 3 }] } } },
});

const bytesOf = (...values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

const added = (initializer: Written<'TensorProto'>): Written<'ModelProto'> => ({
  irVersion: 8,
  producerName: 'tests',
  opsetImport: [{ version: 17 }],
  graph: {
    name: 'added',
    node: [
      { opType: 'Add', name: 'sum', input: ['x', 'b'], output: ['y0'] },
      {
        opType: 'Slice',
        input: ['y0', 'from', 'to', 'axis'],
        output: ['y'],
      },
    ],
    initializer: [
      { dims: [3], dataType: 1, ...initializer, name: 'b' },
      { name: 'from', dims: [1], dataType: 7, int64Data: [0] },
      { name: 'to', dims: [1], dataType: 7, int64Data: [2 ** 63] },
      { name: 'axis', dims: [1], dataType: 7, int64Data: [-1] },
    ],
    input: [image('x')],
    output: [image('y')],
  },
});

const tensorOf = (fields: Written<'TensorProto'>): TensorProto => {
  const [tensor] = readModel(writeModel({ graph: { initializer: [{ name: 't', ...fields }] } })).graph!.initializer;
  return tensor!;
};

describe('what is written', () => {
  test('onnxruntime reads, tensors as bytes and as lists, negative and largest numbers', async () => {
    for (const content of [{ rawData: bytesOf(1, 2, 3) }, { floatData: [1, 2, 3] }]) {
      const session = await InferenceSession.create(writeModel(added(content)));
      const { y } = await session.run({ x: new Tensor('float32', [10, 20, 30, 40, 50, 60], [2, 3]) });
      expect([...(y!.data as Float32Array)]).toEqual([11, 22, 33, 41, 52, 63]);
    }
  });

  test('reads back as it was, whatever its size', () => {
    const rawData = Uint8Array.from({ length: 40_000 }, (_, at) => at % 251);
    const bytes = writeModel(added({ dims: [10_000], rawData }));
    const model = readModel(bytes);
    expect(model.graph!.initializer[0]).toMatchObject({ name: 'b', dims: [10_000], dataType: 1, rawData });
    expect(model.graph!.node[0]).toEqual({
      opType: 'Add',
      name: 'sum',
      input: ['x', 'b'],
      output: ['y0'],
      attribute: [],
      docString: '',
      domain: '',
      overload: '',
    });
    expect(writeModel(model)).toEqual(bytes);
    // A view: the file is not held twice.
    expect(model.graph!.initializer[0]!.rawData!.buffer).toBe(bytes.buffer);
  });

  test('attributes of every type, 0 and names in any script', () => {
    const attribute: Written<'AttributeProto'>[] = [
      { name: 'f', type: 1, f: 0 },
      { name: 'i', type: 2, i: -3 },
      { name: 's', type: 3, s: Uint8Array.of(255, 0) },
      { name: 'floats', type: 6, floats: [1.5, -0, Infinity] },
      { name: 'ints', type: 7, ints: [-1, 0, 2 ** 40] },
      { name: 'größe × 🙂', type: 8, strings: [new Uint8Array(), Uint8Array.of(1)] },
      { name: 'g', type: 5, g: { name: 'inner', node: [{ opType: 'Relu' }] } },
    ];
    const [node] = readModel(writeModel({ graph: { node: [{ attribute }] } })).graph!.node;
    expect(node!.attribute).toMatchObject(attribute);
  });
});

describe('tensors', () => {
  const half = [0x3c00, 0xc000, 0x7c00, 0x0001];
  const brain = [0x3f80, 0xc000, 0x7f80, 0x0001];
  const raw16 = (bits: readonly number[]): Uint8Array => new Uint8Array(Uint16Array.from(bits).buffer);
  const smallest = (exponent: number): number => 2 ** exponent;

  test.each([
    ['FLOAT', { floatData: [1, -2, Infinity, 0.5] }, [1, -2, Infinity, 0.5]],
    ['FLOAT', { rawData: bytesOf(1, -2, Infinity, 0.5) }, [1, -2, Infinity, 0.5]],
    ['DOUBLE', { doubleData: [1, -2, 1e300, 0.1] }, [1, -2, Infinity, Math.fround(0.1)]],
    [
      'DOUBLE',
      { rawData: new Uint8Array(Float64Array.of(1, -2, 1e300, 0.1).buffer) },
      [1, -2, Infinity, Math.fround(0.1)],
    ],
    ['FLOAT16', { int32Data: half }, [1, -2, Infinity, smallest(-24)]],
    ['FLOAT16', { rawData: raw16(half) }, [1, -2, Infinity, smallest(-24)]],
    ['BFLOAT16', { int32Data: brain }, [1, -2, Infinity, smallest(-133)]],
    ['BFLOAT16', { rawData: raw16(brain) }, [1, -2, Infinity, smallest(-133)]],
  ] as const)('floats: %s in %o', (type, content, values) => {
    const tensor = tensorOf({ dims: [2, 2], dataType: tensorTypes[type].number, ...content });
    expect([...floatsOf(tensor)]).toEqual(values);
    expect(() => integersOf(tensor)).toThrow(`its elements are ${type}; expected INT64`);
  });

  test.each([
    ['INT64', { int64Data: [-1, 2 ** 40] }, [-1, 2 ** 40]],
    ['INT64', { rawData: new Uint8Array(BigInt64Array.of(-1n, 2n ** 40n).buffer) }, [-1, 2 ** 40]],
    ['INT32', { int32Data: [-1, 7] }, [-1, 7]],
    ['INT32', { rawData: new Uint8Array(Int32Array.of(-1, 7).buffer) }, [-1, 7]],
    ['INT8', { rawData: Uint8Array.of(255, 7) }, [-1, 7]],
    ['UINT8', { rawData: Uint8Array.of(255, 7) }, [255, 7]],
    ['BOOL', { int32Data: [0, 1] }, [0, 1]],
  ] as const)('whole numbers: %s in %o', (type, content, values) => {
    const tensor = tensorOf({ dims: [2], dataType: tensorTypes[type].number, ...content });
    expect([...integersOf(tensor)]).toEqual(values);
    expect(() => floatsOf(tensor)).toThrow(`its elements are ${type}; expected FLOAT`);
  });

  test.each([
    [{ dims: [3], rawData: bytesOf(1, 2) }, 't: it has 8 bytes; its shape 3 needs 12'],
    [{ dims: [3], floatData: [1] }, 't: it has 1 elements; its shape 3 needs 3'],
    [{ dims: [2 ** 40, 2 ** 40] }, 't: its shape is 1099511627776×1099511627776; expected extents'],
    [{ dims: [-1] }, 't: its shape is -1; expected extents of at least 0'],
    [{ dims: [1], dataType: 8 }, 't: its elements are STRING; expected FLOAT'],
    [{ dims: [1], dataType: 99 }, 't: its elements are type 99; expected FLOAT'],
  ])('%o is refused', (fields, message) => {
    expect(() => floatsOf(tensorOf({ dataType: 1, ...fields }))).toThrow(message);
  });

  const beside = (place: Readonly<Record<string, string>>): TensorProto =>
    tensorOf({
      dims: [2],
      dataType: 1,
      dataLocation: 1,
      externalData: Object.entries(place).map(([key, value]) => ({ key, value })),
    });

  test('in a file beside', () => {
    const asked: unknown[] = [];
    const tensor = tensorOf({
      dims: [2],
      dataType: 1,
      ...externalFields({ location: 'a/b.data', offset: 64, length: 8 }),
    });
    const values = floatsOf(tensor, (place) => {
      asked.push(place);
      return bytesOf(1, 2);
    });
    expect([...values]).toEqual([1, 2]);
    expect(asked).toEqual([{ location: 'a/b.data', offset: 64, length: 8 }]);
    expect(() => floatsOf(tensor)).toThrow('the file a/b.data, which holds tensors of the model, was not given');
    expect(() => floatsOf(tensor, () => bytesOf(1))).toThrow('it has 4 bytes; its shape 2 needs 8');
    expect([...floatsOf(beside({ location: 'x' }), ({ offset, length }) => bytesOf(offset, length))]).toEqual([0, 8]);
  });

  test.each(['/etc/passwd', '../x', 'a/../../x', 'a/./x', '', 'C:x', 'a\\b', '\\\\host\\x', 'a//b', 'x\0'])(
    'a file at %o is refused',
    (location) => {
      expect(() => floatsOf(beside({ location }), () => bytesOf(1, 2))).toThrow('expected the path of a file within');
    },
  );

  test.each([
    [{ offset: '-1' }, 'the offset of its external data is "-1"; expected a number of bytes'],
    [{ length: '1e3' }, 'the length of its external data is "1e3"; expected a number of bytes'],
    [{ length: '12' }, 'its external data has 12 bytes; its shape 2 needs 8'],
  ])('%o is refused', (place, message) => {
    expect(() => floatsOf(beside({ location: 'x', ...place }), () => bytesOf(1, 2))).toThrow(message);
  });
});

describe('files that are none', () => {
  const nested = (depth: number): Uint8Array => {
    let bytes: Uint8Array = new Uint8Array();
    for (let at = 0; at < depth; at++)
      // A node with an attribute that is a graph.
      for (const field of [6, 5, 1])
        bytes = new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(bytes).finish();
    return new BinaryWriter().tag(7, WireType.LengthDelimited).bytes(bytes).finish();
  };

  const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

  test.each([
    ['nothing', new Uint8Array(), /has no graph/],
    ['JSON', encoded('{"format": "not onnx"}'), /this is JSON text/],
    [
      'a pointer',
      encoded('version https://git-lfs.github.com/spec/v1\n'),
      /this is a git-lfs pointer.*; run git lfs pull/,
    ],
    ['zeros', new Uint8Array(64), /no ONNX file, or it is damaged: at byte 1 of 64, illegal tag/],
    [
      'a length beyond the end',
      Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f),
      /4294967295 bytes were expected, but 0 are left/,
    ],
    ['a graph that ends in a field', Uint8Array.of(0x3a, 2, 0x12, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1), /goes beyond its end/],
    ['nested graphs', nested(100), /more than 64 deep/],
    [
      'a graph of very many nodes',
      new BinaryWriter()
        .tag(7, 2)
        .bytes(new Uint8Array(1_000_002).map((_, at) => (at % 2 ? 0 : 10)))
        .finish(),
      /more than 500000 messages/,
    ],
  ])('%s', (_, bytes, message) => {
    const read = vi.fn<typeof readModel>(readModel);
    expect(() => read(bytes)).toThrow(message);
    expect(read.mock.results[0]?.value).toBeInstanceOf(OnnxError);
  });

  test('any file cut off at any byte is refused or a shorter file, and never another error', () => {
    const bytes = writeModel(added({ rawData: bytesOf(1, 2, 3) }));
    for (let end = 0; end < bytes.length; end++) {
      try {
        readModel(bytes.subarray(0, end));
      } catch (error) {
        expect(error).toBeInstanceOf(OnnxError);
      }
    }
  });

  test('fields that are unknown, or of another kind, are skipped', () => {
    const unknown = new BinaryWriter()
      .tag(99, WireType.LengthDelimited)
      .string('new')
      .tag(1, WireType.Bit32)
      .fixed32(1)
      .tag(98, WireType.StartGroup)
      .tag(1, WireType.Varint)
      .uint32(5)
      .tag(98, WireType.EndGroup)
      .finish();
    const bytes = writeModel(added({ rawData: bytesOf(1, 2, 3) }));
    expect(readModel(Uint8Array.of(...unknown, ...bytes))).toEqual(readModel(bytes));
  });
});
