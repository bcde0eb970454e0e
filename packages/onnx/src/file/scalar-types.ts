import { WireType, type BinaryReader, type BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Scalars } from './messages.ts';

interface ScalarType<Value> {
  readonly wire: WireType;
  /** What a field holds that a file does not have. */
  readonly absent: Value;
  readonly read: (reader: BinaryReader) => Value;
  readonly write: (writer: BinaryWriter, value: Value) => unknown;
}

const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];

/** What of a whole number fits 64 bits: 2^63, as which the largest is read, is written as the largest again. */
const signed = (value: number): bigint => {
  const whole = BigInt(value);
  return whole > most ? most : whole < least ? least : whole;
};

export const scalarTypes: { readonly [Type in keyof Scalars]: ScalarType<Scalars[Type]> } = {
  int64: {
    wire: WireType.Varint,
    absent: 0,
    read: (reader) => Number(reader.int64()),
    write: (writer, value) => writer.int64(signed(value)),
  },
  int32: {
    wire: WireType.Varint,
    absent: 0,
    read: (reader) => reader.int32(),
    write: (writer, value) => writer.int32(value),
  },
  uint64: {
    wire: WireType.Varint,
    absent: 0,
    read: (reader) => Number(reader.uint64()),
    write: (writer, value) => writer.uint64(BigInt(value)),
  },
  float: {
    wire: WireType.Bit32,
    absent: 0,
    read: (reader) => reader.float(),
    write: (writer, value) => writer.float(value),
  },
  double: {
    wire: WireType.Bit64,
    absent: 0,
    read: (reader) => reader.double(),
    write: (writer, value) => writer.double(value),
  },
  string: {
    wire: WireType.LengthDelimited,
    absent: '',
    read: (reader) => reader.string(),
    write: (writer, value) => writer.string(value),
  },
  bytes: {
    wire: WireType.LengthDelimited,
    absent: new Uint8Array(),
    read: (reader) => reader.bytes(),
    write: (writer, value) => writer.bytes(value),
  },
};

export type ScalarName = keyof Scalars;

export const isScalarType = (type: string): type is ScalarName => Object.hasOwn(scalarTypes, type);
