/**
 * The messages of an ONNX file, as far as they are read and written here: field numbers and types of onnx.proto3
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3). Fields that are not listed are skipped.
 */

/** How a value lies in a file. Whole numbers beyond 2^53 are rounded. */
export interface Scalars {
  readonly int64: number;
  readonly int32: number;
  readonly uint64: number;
  readonly float: number;
  readonly double: number;
  readonly string: string;
  readonly bytes: Uint8Array;
}

/**
 * `one`: absent where a file does not have it. `implied`: 0 or '' there, as protobuf says. `many`: a list, empty there.
 */
type Occurs = 'one' | 'implied' | 'many';

type Field = readonly [number: number, type: string, occurs: Occurs];

/** One row a field; written in this order. */
export const messages = {
  ModelProto: {
    irVersion: [1, 'int64', 'implied'],
    producerName: [2, 'string', 'implied'],
    producerVersion: [3, 'string', 'implied'],
    domain: [4, 'string', 'implied'],
    modelVersion: [5, 'int64', 'implied'],
    docString: [6, 'string', 'implied'],
    graph: [7, 'GraphProto', 'one'],
    opsetImport: [8, 'OperatorSetIdProto', 'many'],
    metadataProps: [14, 'StringStringEntryProto', 'many'],
    functions: [25, 'FunctionProto', 'many'],
  },
  OperatorSetIdProto: {
    domain: [1, 'string', 'implied'],
    version: [2, 'int64', 'implied'],
  },
  StringStringEntryProto: {
    key: [1, 'string', 'implied'],
    value: [2, 'string', 'implied'],
  },
  FunctionProto: {
    name: [1, 'string', 'implied'],
    input: [4, 'string', 'many'],
    output: [5, 'string', 'many'],
    attribute: [6, 'string', 'many'],
    node: [7, 'NodeProto', 'many'],
    docString: [8, 'string', 'implied'],
    opsetImport: [9, 'OperatorSetIdProto', 'many'],
    domain: [10, 'string', 'implied'],
    attributeProto: [11, 'AttributeProto', 'many'],
    overload: [13, 'string', 'implied'],
  },
  GraphProto: {
    node: [1, 'NodeProto', 'many'],
    name: [2, 'string', 'implied'],
    initializer: [5, 'TensorProto', 'many'],
    docString: [10, 'string', 'implied'],
    input: [11, 'ValueInfoProto', 'many'],
    output: [12, 'ValueInfoProto', 'many'],
    valueInfo: [13, 'ValueInfoProto', 'many'],
    sparseInitializer: [15, 'SparseTensorProto', 'many'],
  },
  NodeProto: {
    input: [1, 'string', 'many'],
    output: [2, 'string', 'many'],
    name: [3, 'string', 'implied'],
    opType: [4, 'string', 'implied'],
    attribute: [5, 'AttributeProto', 'many'],
    docString: [6, 'string', 'implied'],
    domain: [7, 'string', 'implied'],
    overload: [8, 'string', 'implied'],
  },
  AttributeProto: {
    name: [1, 'string', 'implied'],
    f: [2, 'float', 'one'],
    i: [3, 'int64', 'one'],
    s: [4, 'bytes', 'one'],
    t: [5, 'TensorProto', 'one'],
    g: [6, 'GraphProto', 'one'],
    floats: [7, 'float', 'many'],
    ints: [8, 'int64', 'many'],
    strings: [9, 'bytes', 'many'],
    tensors: [10, 'TensorProto', 'many'],
    graphs: [11, 'GraphProto', 'many'],
    docString: [13, 'string', 'implied'],
    type: [20, 'int32', 'implied'],
    refAttrName: [21, 'string', 'implied'],
  },
  TensorProto: {
    dims: [1, 'int64', 'many'],
    dataType: [2, 'int32', 'implied'],
    floatData: [4, 'float', 'many'],
    int32Data: [5, 'int32', 'many'],
    stringData: [6, 'bytes', 'many'],
    int64Data: [7, 'int64', 'many'],
    name: [8, 'string', 'implied'],
    rawData: [9, 'bytes', 'one'],
    doubleData: [10, 'double', 'many'],
    uint64Data: [11, 'uint64', 'many'],
    docString: [12, 'string', 'implied'],
    externalData: [13, 'StringStringEntryProto', 'many'],
    dataLocation: [14, 'int32', 'implied'],
  },
  /** Only that there is one: none is read. */
  SparseTensorProto: {
    values: [1, 'TensorProto', 'one'],
  },
  ValueInfoProto: {
    name: [1, 'string', 'implied'],
    type: [2, 'TypeProto', 'one'],
    docString: [3, 'string', 'implied'],
  },
  TypeProto: {
    tensorType: [1, 'TensorTypeProto', 'one'],
    denotation: [6, 'string', 'implied'],
  },
  TensorTypeProto: {
    elemType: [1, 'int32', 'implied'],
    shape: [2, 'TensorShapeProto', 'one'],
  },
  TensorShapeProto: {
    dim: [1, 'DimensionProto', 'many'],
  },
  /** Neither a size nor a name: any size. */
  DimensionProto: {
    dimValue: [1, 'int64', 'one'],
    dimParam: [2, 'string', 'one'],
    denotation: [3, 'string', 'implied'],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Field>>>>;

type Messages = typeof messages;
export type MessageName = keyof Messages;

type Value<Type> = Type extends keyof Scalars ? Scalars[Type] : Type extends MessageName ? Message<Type> : never;
type Content<F> = F extends readonly [number, infer Type, 'many']
  ? readonly Value<Type>[]
  : F extends readonly [number, infer Type, Occurs]
    ? Value<Type>
    : never;
type NamesOf<Name extends MessageName, O extends Occurs> = {
  [Key in keyof Messages[Name]]: Messages[Name][Key] extends readonly [number, string, O] ? Key : never;
}[keyof Messages[Name]];

/** A message as it was read: plain data. Bytes are views of the file's. */
export type Message<Name extends MessageName> = {
  readonly [Key in NamesOf<Name, 'implied' | 'many'>]: Content<Messages[Name][Key]>;
} & { readonly [Key in NamesOf<Name, 'one'>]?: Content<Messages[Name][Key]> };

type WrittenValue<Type> = Type extends keyof Scalars ? Scalars[Type] : Type extends MessageName ? Written<Type> : never;
type WrittenContent<F> = F extends readonly [number, infer Type, 'many']
  ? readonly WrittenValue<Type>[]
  : F extends readonly [number, infer Type, Occurs]
    ? WrittenValue<Type>
    : never;

/** A message to be written: what is left out is absent, empty or 0. */
export type Written<Name extends MessageName> = {
  readonly [Key in keyof Messages[Name]]?: WrittenContent<Messages[Name][Key]> | undefined;
};

export type ModelProto = Message<'ModelProto'>;
export type FunctionProto = Message<'FunctionProto'>;
export type GraphProto = Message<'GraphProto'>;
export type NodeProto = Message<'NodeProto'>;
export type AttributeProto = Message<'AttributeProto'>;
export type TensorProto = Message<'TensorProto'>;
export type ValueInfoProto = Message<'ValueInfoProto'>;

type Fields = readonly (readonly [key: string, field: Field])[];

/** The fields of a message, for whoever writes any. */
export const fieldsOf = (name: MessageName): Fields => Object.entries<Field>(messages[name]);

const numbered: ReadonlyMap<string, ReadonlyMap<number, Fields[number]>> = new Map(
  Object.entries(messages).map(([name, fields]) => [
    name,
    new Map(Object.entries<Field>(fields).map(([key, field]) => [field[0], [key, field]])),
  ]),
);

/** The field of a number, for whoever reads any. */
export const fieldOf = (name: MessageName, number: number): Fields[number] | undefined =>
  numbered.get(name)?.get(number);

export const isMessageName = (type: string): type is MessageName => Object.hasOwn(messages, type);
