import proto from 'onnx-proto';

const { onnx } = proto;
const { AttributeType } = onnx.AttributeProto;

/**
 * ONNX, operator set 13, with the batch as the free dimension N.
 * @param {string} name
 * @param {readonly import('./fold-batch-norm.mjs').Step[]} steps
 * @returns {Uint8Array}
 */
export function exportOnnx(name, steps) {
  const input = steps[0];
  const output = steps.at(-1);
  const graph = {
    name,
    input: [valueInfo(input)],
    output: [valueInfo(output)],
    initializer: steps.flatMap(({ id, tensors }) =>
      tensors.map(({ shape, data }, index) => ({
        name: tensorName(id, index),
        dims: [...shape],
        dataType: onnx.TensorProto.DataType.FLOAT,
        rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      })),
    ),
    node: steps.slice(1).flatMap(toNodes),
  };
  const model = {
    irVersion: 8,
    producerName: 'resnet-compile-benchmarks',
    opsetImport: [{ domain: '', version: 13 }],
    graph,
  };
  return onnx.ModelProto.encode(onnx.ModelProto.create(model)).finish();
}

/** @param {import('./fold-batch-norm.mjs').Step} step */
function toNodes({ id, op, inputs, attributes, tensors }) {
  const names = [...inputs, ...tensors.map((_, index) => tensorName(id, index))];
  const node = (opType, given = {}, from = names, to = id) => ({
    name: to,
    opType,
    input: from,
    output: [to],
    attribute: Object.entries(given).map(attribute),
  });
  switch (op) {
    case 'conv2d':
      return [
        node('Conv', {
          kernel_shape: tensors[0].shape.slice(2),
          strides: attributes.stride,
          pads: pads(attributes),
          group: attributes.groups,
        }),
      ];
    case 'batch_norm':
      return [node('BatchNormalization', { epsilon: attributes.epsilon })];
    case 'relu':
      return [node('Relu')];
    case 'add':
      return [node('Add')];
    case 'max_pool':
      return [node('MaxPool', { kernel_shape: attributes.kernel, strides: attributes.stride, pads: pads(attributes) })];
    case 'global_average_pool':
      return [node('GlobalAveragePool')];
    case 'flatten':
      return [node('Flatten', { axis: 1 })];
    case 'dense': {
      const [x, ...rest] = names;
      const flat = `${id}.flat`;
      return [node('Flatten', { axis: 1 }, [x], flat), node('Gemm', { transB: 1 }, [flat, ...rest])];
    }
    default:
      throw new Error(`no ONNX operator for ${op}: extend export-onnx.mjs`);
  }
}

const tensorName = (id, index) => `${id}.${index}`;

const pads = ({ padding: [vertical, horizontal] }) => [vertical, horizontal, vertical, horizontal];

/** Lists are INTS; of the scalars that we write, only epsilon is no whole number. */
function attribute([name, value]) {
  if (Array.isArray(value)) return { name, type: AttributeType.INTS, ints: [...value] };
  return name === 'epsilon'
    ? { name, type: AttributeType.FLOAT, f: value }
    : { name, type: AttributeType.INT, i: value };
}

const valueInfo = ({ id, shape }) => ({
  name: id,
  type: {
    tensorType: {
      elemType: onnx.TensorProto.DataType.FLOAT,
      shape: { dim: shape.map((dimension) => (dimension === 'N' ? { dimParam: 'N' } : { dimValue: dimension })) },
    },
  },
});
