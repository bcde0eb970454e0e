/** The parts of the protocol buffer encoding that events need: https://protobuf.dev/programming-guides/encoding */

const [varintType, eightBytes, bytesType, fourBytes] = [0, 1, 2, 5];

/** A field of a message, or a whole message: fields one after the other. */
export type Field = readonly number[];

const tag = (field: number, type: number): number => field * 8 + type;

/** Seven bits a byte, the lowest first. Integers that a double holds. */
function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return [...bytes, value];
}

export const int64 = (field: number, value: number): Field => [tag(field, varintType), ...varint(value)];

export function double(field: number, value: number): Field {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return [tag(field, eightBytes), ...bytes];
}

export function float(field: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [tag(field, fourBytes), ...bytes];
}

export const message = (field: number, content: readonly number[]): Field => [
  tag(field, bytesType),
  ...varint(content.length),
  ...content,
];

export const text = (field: number, value: string): Field => message(field, [...new TextEncoder().encode(value)]);
