import { writeModel, type Written } from '../../src/index.ts';

type AttributeValue = number | string | readonly number[] | { readonly float: number };
export type NodeOf = readonly [
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes?: Readonly<Record<string, AttributeValue>>,
];
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly isInteger?: true;
}

/** A file as exporters write them, of what is told. */
export interface FileParts {
  readonly opset?: number;
  readonly input?: readonly (number | string)[];
  readonly nodes: readonly NodeOf[];
  readonly numbers?: Readonly<Record<string, Numbers>>;
  readonly outputs?: readonly string[];
}

/** Float32 numbers of which no two are alike. */
export const floats = (...shape: readonly number[]): Numbers => ({
  shape,
  values: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) =>
    Math.fround(Math.sin(index * 37.1 + shape.length) * 0.8),
  ),
});
export const vector = (...values: readonly number[]): Numbers => ({ shape: [values.length], values });
export const scalar = (value: number): Numbers => ({ shape: [], values: [value] });
export const integers = (...values: readonly number[]): Numbers => ({
  shape: [values.length],
  values,
  isInteger: true,
});

const attributeOf = (name: string, value: AttributeValue): Written<'AttributeProto'> => {
  if (typeof value === 'number') return { name, i: value, type: 2 };
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: 3 };
  return 'float' in value ? { name, f: value.float, type: 1 } : { name, ints: value, type: 7 };
};

const valueOf = (name: string, dims: readonly (number | string)[]): Written<'ValueInfoProto'> => ({
  name,
  type: {
    tensorType: {
      elemType: 1,
      shape: { dim: dims.map((dim) => (typeof dim === 'number' ? { dimValue: dim } : { dimParam: dim })) },
    },
  },
});

export function modelOf({
  opset = 18,
  input = ['N', 3, 9, 9],
  nodes,
  numbers = {},
  outputs = ['logits'],
}: FileParts): Written<'ModelProto'> {
  return {
    irVersion: 8,
    opsetImport: [{ version: opset }],
    graph: {
      name: 'file',
      input: [valueOf('images', input)],
      output: outputs.map((name) => valueOf(name, ['N', 'C'])),
      node: nodes.map(([opType, inputs, made, attributes = {}]) => ({
        opType,
        name: `node_${made[0]}`,
        input: inputs,
        output: made,
        attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
      })),
      initializer: Object.entries(numbers).map(([name, { shape, values, isInteger }]) => ({
        name,
        dims: shape,
        ...(isInteger ? { dataType: 7, int64Data: values } : { dataType: 1, floatData: values }),
      })),
    },
  };
}

export const fileOf = (parts: FileParts): Uint8Array => writeModel(modelOf(parts));

/** Nodes between a convolution to eight channels, `x`, and a classifier, which reads `y`. */
export function classifierOf({ nodes, numbers = {}, ...rest }: FileParts, features = 8): FileParts {
  const opset = rest.opset ?? 18;
  return {
    ...rest,
    nodes: [
      ['Conv', ['images', 'p_conv_weight', 'p_conv_bias'], ['x'], { pads: [1, 1, 1, 1] }],
      ...nodes,
      opset < 18
        ? ['ReduceMean', ['y'], ['mean'], { axes: [2, 3], keepdims: 0 }]
        : ['ReduceMean', ['y', 'places'], ['mean'], { keepdims: 0 }],
      ['MatMul', ['mean', 'matrix'], ['product']],
      ['Add', ['product', 'p_fc_bias'], ['logits']],
    ],
    numbers: {
      p_conv_weight: floats(8, 3, 3, 3),
      p_conv_bias: floats(8),
      matrix: floats(features, 5),
      p_fc_bias: floats(5),
      ...(opset < 18 ? {} : { places: integers(2, 3) }),
      ...numbers,
    },
  };
}
