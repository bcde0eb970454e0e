import { shownName } from '@resnet-compile/options';
import { OnnxError } from '../onnx-error.ts';
import type { ReadExternal } from '../file/external-data.ts';
import type { GraphProto, ModelProto, NodeProto } from '../file/messages.ts';
import { Budget, evaluated } from './evaluate.ts';
import { operatorOf } from './operators/index.ts';
import type { Attribute } from './operators/operator.ts';
import type { Problem } from './problem.ts';
import { attributeOf } from './read-attributes.ts';
import { readInput, type ImageInput } from './read-input.ts';
import { tensorOf } from './read-tensor.ts';
import { sortNodes } from './sort-nodes.ts';
import { callOf, isConstant, type ConstantValue, type InputValue, type Value } from './values.ts';

export interface ReadGraph {
  readonly images: ImageInput;
  readonly input: InputValue;
  /** The file's outputs, in its order. */
  readonly outputs: readonly Value[];
  readonly problems: readonly Problem[];
}

const oldest = 7;
/** A residual network of a thousand layers has four thousand. */
const mostNodes = 50_000;

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
  const { graph, opsetImport } = model;
  if (!graph) throw new OnnxError('it has no graph');
  const opset = opsetImport.find(({ domain }) => isStandard(domain))?.version ?? 0;
  if (opset < oldest)
    throw new OnnxError(
      `it is of operator set ${opset}; expected ${oldest} or later. Export it again, or convert it (onnx.version_converter)`,
    );
  if (graph.sparseInitializer.length) throw new OnnxError('it has sparse initializers; expected dense ones');
  if (graph.node.length > mostNodes)
    throw new OnnxError(`it has ${graph.node.length} nodes; expected at most ${mostNodes}`);
  const images = readInput(graph, wanted.input);
  const nodes = checkedNodes(graph, images);
  const needed = neededFor(nodes, outputNames(graph, wanted.outputs));
  const reading = new Reading(graph, opset, external);
  const input: InputValue = { kind: 'input', name: images.name, shape: images.shape, index: -1 };
  reading.values.set(images.name, input);
  for (const node of nodes) {
    if (!needed.nodes.has(node)) continue;
    // All that reads channels that stand last brings them to the front; the network takes them there.
    if (images.isChannelsLast && node.input.includes(images.name))
      for (const name of node.output) reading.values.set(name, input);
    else reading.node(node);
  }
  return { images, input, outputs: needed.names.map((name) => reading.value(name)), problems: reading.problems };
}

const isStandard = (domain: string): boolean => domain === '' || domain === 'ai.onnx';

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

/** Nodes in order. @throws {OnnxError} where a name stands for two values, or for none, or nodes read each other. */
function checkedNodes({ node, initializer }: GraphProto, { name: input }: ImageInput): readonly NodeProto[] {
  const names = new Set([input]);
  const add = (name: string): void => {
    if (names.has(name)) throw new OnnxError(`${shownName(name)} is the name of two values; each has to have its own`);
    names.add(name);
  };
  for (const { name } of initializer) add(name);
  for (const { output } of node) for (const name of output) if (name !== '') add(name);
  const undefinedIn = node.find(({ input: of }) => of.some((name) => name !== '' && !names.has(name)));
  if (undefinedIn) {
    const name = undefinedIn.input.find((each) => each !== '' && !names.has(each)) ?? '';
    throw new OnnxError(
      `the node ${nodeName(undefinedIn)} (${shownName(undefinedIn.opType)}) reads ${shownName(name)}, which nothing computes`,
    );
  }
  const { sorted, cyclic } = sortNodes(node);
  const [first] = cyclic;
  if (first)
    throw new OnnxError(
      `${cyclic.length} nodes read each other's values in a circle, or what comes of it: ${cyclic.slice(0, 5).map(nodeName).join(', ')}`,
    );
  return sorted;
}

const nameOf = ({ name, output }: NodeProto): string => name || (output.find((each) => each !== '') ?? '');
const nodeName = (node: NodeProto): string => shownName(nameOf(node));

/** Only what the outputs are made of is looked at. */
function neededFor(
  nodes: readonly NodeProto[],
  names: readonly string[],
): { readonly names: readonly string[]; readonly nodes: ReadonlySet<NodeProto> } {
  const wanted = new Set(names);
  const needed = new Set<NodeProto>();
  for (const node of nodes.toReversed())
    if (node.output.some((name) => wanted.has(name))) {
      needed.add(node);
      for (const name of node.input) wanted.add(name);
    }
  return { names, nodes: needed };
}

/** Goes through the nodes of a graph in their order. */
class Reading {
  readonly values = new Map<string, Value>();
  readonly problems: Problem[] = [];
  readonly #initializers: ReadonlyMap<string, GraphProto['initializer'][number]>;
  readonly #opset: number;
  readonly #external: ReadExternal | undefined;
  readonly #budget: Budget;
  #index = 0;

  constructor({ initializer }: GraphProto, opset: number, external: ReadExternal | undefined) {
    this.#initializers = new Map(initializer.map((each) => [each.name, each]));
    this.#opset = opset;
    this.#external = external;
    const elements = initializer.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0);
    this.#budget = new Budget(32 * Math.min(Math.max(elements, 0) || 0, 2 ** 31) + 2 ** 24);
  }

  /** A value by its name; initializers are read when they are first wanted. */
  value(name: string): Value {
    const known = this.values.get(name);
    if (known) return known;
    const initializer = this.#initializers.get(name);
    if (!initializer) throw new OnnxError(`there is no value ${shownName(name)}`);
    const tensor = tensorOf(initializer, this.#external);
    const own: ConstantValue = { kind: 'constant', name, shape: tensor.shape, tensor, of: [], isInitializer: true };
    this.values.set(name, own);
    return own;
  }

  node(node: NodeProto): void {
    const index = this.#index++;
    const inputs = node.input.map((name) => (name === '' ? undefined : this.value(name)));
    for (const [output, name] of node.output.entries()) {
      if (name === '') continue;
      try {
        this.values.set(name, this.#made(node, name, inputs, output, index));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        this.values.set(name, { kind: 'unknown', name, inputs, index });
        // Outputs behind the first are rarely used: whoever does finds them unknown.
        if (output === 0) this.#report(node, error.message);
      }
    }
  }

  #report(node: NodeProto, message: string): void {
    this.problems.push({
      node: nameOf(node),
      op: opOf(node),
      inputs: node.input.filter((name) => name !== ''),
      message,
    });
  }

  #made(node: NodeProto, name: string, inputs: readonly (Value | undefined)[], output: number, index: number): Value {
    if (!isStandard(node.domain))
      throw new RangeError(`an operator of ${shownName(node.domain)}; expected one of ONNX itself`);
    const attributes = new Map<string, Attribute>();
    for (const each of node.attribute) {
      const value = attributeOf(each, this.#external);
      if (value !== undefined) attributes.set(each.name, value);
    }
    if (node.opType === 'Constant') return constantOf(name, attributes);
    const operator = operatorOf(node.opType);
    if (!operator) throw new RangeError('no layer does this');
    if (inputs.some((input) => input?.kind === 'unknown')) return { kind: 'unknown', name, inputs, index };
    const computed = {
      name,
      node: nameOf(node),
      op: node.opType,
      inputs,
      attributes,
      output,
      outputs: node.output.length,
      opset: this.#opset,
      index,
    };
    const call = callOf(computed);
    const isOfShape = node.opType === 'Shape' || node.opType === 'Size';
    const constants = inputs.filter((input) => input !== undefined);
    if (operator.evaluate && (isOfShape || constants.every(isConstant))) {
      const tensors = isOfShape ? [] : inputs.map((input) => (isConstant(input) ? input.tensor : undefined));
      const tensor = isOfShape
        ? operator.evaluate(call, [], operator.shape(call))
        : evaluated(node.opType, call, tensors, this.#budget);
      const of = isOfShape
        ? []
        : [...new Set(constants.filter(isConstant).flatMap((each) => (each.of.length ? each.of : [each])))];
      return { kind: 'constant', name, shape: tensor.shape, tensor, of, isInitializer: false };
    }
    return { kind: 'computed', shape: operator.shape(call), ...computed };
  }
}

const opOf = ({ domain, opType }: NodeProto): string => (isStandard(domain) ? opType : `${domain}.${opType}`);

/** What a node `Constant` holds. */
function constantOf(name: string, attributes: ReadonlyMap<string, Attribute>): ConstantValue {
  const [key = '', value] = [...attributes].find(([each]) => each.startsWith('value')) ?? [];
  const isInteger = key.startsWith('value_int');
  const tensor =
    typeof value === 'number'
      ? { shape: [], data: Float64Array.of(value), isInteger }
      : Array.isArray(value) && value.every((each) => typeof each === 'number')
        ? { shape: [value.length], data: Float64Array.from(value), isInteger }
        : typeof value === 'object' && 'data' in value
          ? value
          : undefined;
  if (!tensor) throw new RangeError('it holds no numbers');
  return { kind: 'constant', name, shape: tensor.shape, tensor, of: [], isInitializer: false };
}
