import { shownName } from '@resnet-compile/options';
import { OnnxError } from '../onnx-error.ts';
import type { ReadExternal } from '../file/external-data.ts';
import type { GraphProto, ModelProto } from '../file/messages.ts';
import { checkedNodes, neededFor } from './check-nodes.ts';
import { inlined, opsetOf } from './inline-functions.ts';
import type { Problem } from './problem.ts';
import { readInput, type ImageInput } from './read-input.ts';
import { Reading } from './reading.ts';
import type { InputValue, Value } from './values.ts';

export interface ReadGraph {
  readonly images: ImageInput;
  readonly input: InputValue;
  /** The file's outputs, in its order. */
  readonly outputs: readonly Value[];
  readonly problems: readonly Problem[];
}

const oldest = 7;

/**
 * The graph of a file as values that know what they are made of: constants are evaluated, shapes are known.
 *
 * @throws {OnnxError} where the file is damaged: names twice or nowhere, cycles, tensors that are not what they say
 */
export function readGraph(
  model: ModelProto,
  wanted: { readonly input: readonly number[] | undefined; readonly outputs: readonly string[] | undefined },
  external: ReadExternal | undefined,
): ReadGraph {
  const { graph } = model;
  if (!graph) throw new OnnxError('it has no graph');
  const opset = opsetOf(model) ?? 0;
  if (opset < oldest)
    throw new OnnxError(
      `it is of operator set ${opset}; expected ${oldest} or later. Export it again, or convert it (onnx.version_converter)`,
    );
  if (graph.sparseInitializer.length) throw new OnnxError('it has sparse initializers; expected dense ones');
  const all = inlined(model, graph, opset);
  const images = readInput({ ...graph, node: all }, wanted.input);
  const names = outputNames(graph, wanted.outputs);
  const reading = new Reading(graph, external);
  const input: InputValue = { kind: 'input', name: images.name, shape: images.shape, index: -1 };
  reading.values.set(images.name, input);
  for (const node of neededFor(names, checkedNodes(all, graph, images.name))) {
    // All that reads channels that stand last brings them to the front; the network takes them there.
    if (images.isChannelsLast && node.input.includes(images.name))
      for (const name of node.output) reading.values.set(name, input);
    else reading.node(node);
  }
  return { images, input, outputs: names.map((name) => reading.value(name)), problems: reading.problems };
}

function outputNames({ output }: GraphProto, wanted: readonly string[] | undefined): readonly string[] {
  const names = output.map(({ name }) => name);
  if (!names.length) throw new OnnxError('it has no output');
  const missing = wanted?.find((name) => !names.includes(name));
  if (missing !== undefined)
    throw new OnnxError(
      `it has no output ${shownName(missing)}; it has ${names.slice(0, 20).map(shownName).join(', ')}`,
    );
  return wanted ?? names;
}
