import { isBatched, nodesOf, type Dimension, type Graph, type Node, type TensorType } from '@resnet-compile/ir';
import { shownName } from '@resnet-compile/options';
import type { Written } from '../file/messages.ts';
import { tensorTypes } from '../file/tensor-types.ts';
import { OnnxError } from '../onnx-error.ts';
import { GraphWriter, type KnownTensor } from './graph-writer.ts';
import { parameterValues, type State } from './parameter-values.ts';
import { writeNode } from './rules/index.ts';

export interface GraphOptions {
  readonly opset: number;
  readonly batch: number | 'dynamic';
  /** Whether what depends on parameters alone is computed now, and not by nodes of the file. */
  readonly folded: boolean;
}

/** What the images and the logits are called. */
const [images, logits] = ['images', 'logits'];

/** A graph of inference as that of a file, whose outputs are `logits` and the taps by their names. */
export function graphProto(graph: Graph, state: State, { opset, batch, folded }: GraphOptions): Written<'GraphProto'> {
  const parameters = nodesOf(graph, 'parameter');
  const results = [{ name: logits, node: graph.output }, ...graph.taps];
  const kept = folded ? [] : parameters.map(({ attributes: { name } }) => name);
  const taken = [images, ...results.map(({ name }) => name)];
  expectDistinct([...taken, ...kept]);
  const writer = new GraphWriter(opset, knownTensors(state, folded), taken, kept);
  const isWritten = (node: Node): boolean => isBatched(node.type) || !(folded || isGiven(node));
  const shapes = new Map<string, TensorType>();
  for (const node of graph.nodes.filter(isWritten)) {
    const value = node.op === 'input' ? images : writeNode(node, writer.at(node.origin.path ?? ''));
    writer.set(node, value);
    if (isBatched(node.type) && !shapes.has(value)) shapes.set(value, node.type);
  }
  // Nothing may read them, but they are in the state.
  if (!folded) for (const node of parameters) writer.at('').value(node);
  const renamed = new Map<string, string>([[images, images]]);
  for (const { name, node } of results) {
    const value = writer.at(name).value(node);
    if (renamed.has(value)) writer.copy(value, name);
    else renamed.set(value, name);
  }
  const nameOf = (value: string): string => renamed.get(value) ?? value;
  const info = (name: string, { shape }: TensorType): Written<'ValueInfoProto'> => ({
    name,
    type: {
      tensorType: { elemType: tensorTypes.FLOAT.number, shape: { dim: shape.map((each) => dimOf(each, batch)) } },
    },
  });
  return {
    name: graph.name,
    node: writer.nodes.map((node) => ({ ...node, input: node.input?.map(nameOf), output: node.output?.map(nameOf) })),
    initializer: writer.initializers,
    input: graph.nodes.flatMap((node) => (node.op === 'input' ? [info(images, node.type)] : [])),
    output: results.map(({ name, node }) => info(name, node.type)),
    valueInfo: [...shapes].flatMap(([value, type]) => (renamed.has(value) ? [] : [info(value, type)])),
  };
}

/** What is no result of a node: the tensors of the state and constants; where it is folded, what is made of them, too. */
const knownTensors =
  (state: State, folded: boolean) =>
  (node: Node): KnownTensor | undefined => {
    if (isBatched(node.type) || !(folded || isGiven(node))) return undefined;
    const values = parameterValues(node, state);
    return {
      data: values instanceof Float32Array ? values : new Float32Array(values),
      shape: node.type.shape.map(Number),
      keepsShape: node.op === 'parameter' && !folded,
      ...(node.op === 'parameter' ? { name: node.attributes.name } : {}),
    };
  };

const isGiven = ({ op }: Node): boolean => op === 'parameter' || op === 'constant';

const dimOf = (dimension: Dimension, batch: number | 'dynamic'): Written<'DimensionProto'> =>
  dimension !== 'N' ? { dimValue: dimension } : batch === 'dynamic' ? { dimParam: 'N' } : { dimValue: batch };

/** @throws {OnnxError} where an output has the name of the input, or of a tensor */
function expectDistinct(names: readonly string[]): void {
  const again = names.find((name, index) => names.indexOf(name) !== index);
  if (again !== undefined)
    throw new OnnxError(
      `an output is named ${shownName(again)}, as the input or a tensor of the file is; give the layer another name`,
    );
}
