import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { fieldsOf, isMessageName, type MessageName, type Written } from './messages.ts';
import { isScalarType, scalarTypes, type ScalarName } from './scalar-types.ts';

/** Runs of bytes that follow each other in a file. What is large is not copied. */
type Chunks = readonly Uint8Array[];

/** From here on bytes are worth a chunk of their own. */
const large = 4096;

/** Writes an ONNX file: equal bytes for equal models. */
export function writeModel(model: Written<'ModelProto'>): Uint8Array<ArrayBuffer> {
  const chunks = messageChunks('ModelProto', model);
  const bytes = new Uint8Array(sizeOf(chunks));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

const sizeOf = (chunks: Chunks): number => chunks.reduce((sum, { length }) => sum + length, 0);

/** The fields of a message in the order of the table, which is that of their numbers. */
function messageChunks(name: MessageName, message: object): Chunks {
  const chunks: Uint8Array[] = [];
  const writer = new BinaryWriter();
  const delimited = (number: number, content: Chunks): void => {
    const size = sizeOf(content);
    writer.tag(number, WireType.LengthDelimited).uint32(size);
    if (size >= large) chunks.push(writer.finish());
    for (const chunk of content)
      if (size >= large) chunks.push(chunk);
      else writer.raw(chunk);
  };
  for (const [key, [number, type, occurs]] of fieldsOf(name)) {
    const value = (message as Readonly<Record<string, unknown>>)[key];
    if (value === undefined) continue;
    const values = occurs === 'many' ? (value as readonly unknown[]) : [value];
    if (isMessageName(type)) for (const one of values) delimited(number, messageChunks(type, one as object));
    else if (!isScalarType(type)) continue;
    else if (type === 'bytes') for (const one of values) delimited(number, [one as Uint8Array]);
    else if (occurs === 'many' && type !== 'string') {
      if (values.length) delimited(number, [packed(type, values)]);
    } else
      for (const one of values)
        if (occurs !== 'implied' || one !== scalarTypes[type].absent)
          writeScalar(writer.tag(number, scalarTypes[type].wire), type, one);
  }
  chunks.push(writer.finish());
  return chunks;
}

/** Numbers one after the other; their field says the length of all. */
function packed(type: ScalarName, values: readonly unknown[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const value of values) writeScalar(writer, type, value);
  return writer.finish();
}

/** The table of fields says of what type a value is. */
const writeScalar = (writer: BinaryWriter, type: ScalarName, value: unknown): void =>
  void (scalarTypes[type].write as (writer: BinaryWriter, value: unknown) => unknown)(writer, value);
