import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { kindOfFile } from '@resnet-compile/weights/safetensors';
import { OnnxError } from '../onnx-error.ts';
import {
  fieldOf,
  fieldsOf,
  isMessageName,
  messages,
  type Message,
  type MessageName,
  type ModelProto,
} from './messages.ts';
import { isScalarType, scalarTypes, type ScalarName } from './scalar-types.ts';

/** Messages in messages; those of a network lie five deep. */
const deepest = 64;

/** Messages in all. Two bytes of a file are one that takes some hundred bytes in memory. */
const most = 500_000;

/**
 * Reads an ONNX file. Nothing is copied: `rawData` and other bytes are views of `bytes`.
 * @throws {OnnxError} where it is none, or damaged
 */
export function readModel(bytes: Uint8Array): ModelProto {
  const reader = new MessageReader(bytes);
  let model: ModelProto;
  try {
    model = readMessage(reader, 'ModelProto', bytes.length, 0);
  } catch (cause) {
    const kind = kindOfFile(bytes);
    throw new OnnxError(
      kind === undefined || kind.includes('ONNX')
        ? `this is no ONNX file, or it is damaged: at byte ${Math.min(reader.pos, bytes.length)} of ${bytes.length}, ${(cause as Error).message}; export it again, or get it again`
        : `this ${kind}`,
      { cause },
    );
  }
  if (model.graph) return model;
  throw new OnnxError(
    'this is no ONNX file: it has no graph; expected what torch.onnx.export or another exporter wrote',
  );
}

class MessageReader extends BinaryReader {
  messages = 0;
}

/** A message while it is read. */
type Parts = Record<string, unknown>;

function readMessage<Name extends MessageName>(
  reader: MessageReader,
  name: Name,
  end: number,
  depth: number,
): Message<Name> {
  if (depth > deepest) throw new Error(`messages lie more than ${deepest} deep`);
  if (++reader.messages > most) throw new Error(`there are more than ${most} messages`);
  const message = emptyMessage(name);
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    const [key, [, type, occurs]] = fieldOf(name, number) ?? ['', [number, '', 'one']];
    const read = isScalarType(type)
      ? scalarReader(type, wire, occurs === 'many')
      : isMessageName(type)
        ? messageReader(type, wire, depth)
        : undefined;
    if (!read) reader.skip(wire, number);
    else if (occurs === 'many') read(reader, end, (value) => void (message[key] as unknown[]).push(value));
    else read(reader, end, (value) => void (message[key] = value));
    if (reader.pos > end) throw new Error(`a field of ${name} goes beyond its end`);
  }
  return message as Message<Name>;
}

/** Reads what stands in one field; undefined where it is of another kind than the field, as protobuf has it. */
type FieldReader = (reader: MessageReader, end: number, put: (value: unknown) => void) => void;

const messageReader = (type: MessageName, wire: WireType, depth: number): FieldReader | undefined =>
  wire === WireType.LengthDelimited
    ? (reader, end, put) => put(readMessage(reader, type, endOfNext(reader, end), depth + 1))
    : undefined;

/** A number of a list may stand alone, or with all others behind their length: files have both. */
function scalarReader(type: ScalarName, wire: WireType, many: boolean): FieldReader | undefined {
  const { wire: own, read } = scalarTypes[type];
  if (wire === own) return (reader, _, put) => put(read(reader));
  if (wire !== WireType.LengthDelimited || !many) return undefined;
  return (reader, end, put) => {
    const last = endOfNext(reader, end);
    while (reader.pos < last) put(read(reader));
    if (reader.pos > last) throw new Error(`a list of ${type} goes beyond its end`);
  };
}

/** Where what comes next ends, which says its length first. */
function endOfNext(reader: MessageReader, outer: number): number {
  const length = reader.uint32();
  if (length > outer - reader.pos) throw new Error(`${length} bytes were expected, but ${outer - reader.pos} are left`);
  return reader.pos + length;
}

/** What a message holds before anything of it is read: an empty list (undefined here), or what protobuf implies. */
const absent = new Map(
  Object.keys(messages).map((name) => [
    name,
    fieldsOf(name as MessageName).flatMap(([key, [, type, occurs]]): readonly (readonly [string, unknown])[] =>
      occurs === 'one'
        ? []
        : [[key, occurs === 'implied' && isScalarType(type) ? scalarTypes[type].absent : undefined]],
    ),
  ]),
);

function emptyMessage(name: MessageName): Parts {
  const message: Parts = {};
  for (const [key, value] of absent.get(name) ?? []) message[key] = value ?? [];
  return message;
}
