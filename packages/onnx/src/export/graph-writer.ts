import type { Node } from '@resnet-compile/ir';
import type { Written } from '../file/messages.ts';
import { tensorTypes } from '../file/tensor-types.ts';
import { OnnxError } from '../onnx-error.ts';
import { ints, named, type Attributes } from './attributes.ts';
import { Names } from './names.ts';
import { operators, type Operator } from './operators.ts';

/** A tensor that is known when the file is written. */
export interface KnownTensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
  /** Of a parameter; others are called after who reads them. */
  readonly name?: string;
  /** Whether the file has it in that shape alone. */
  readonly keepsShape: boolean;
}

/** Where a rule writes: nodes get their names from the path of the layer that it is of. */
export interface Place {
  readonly opset: number;
  /** Appends a node with one result. @returns the result's name */
  readonly node: (operator: Operator, inputs: readonly string[], attributes?: Attributes) => string;
  /** The name of a value of the graph; `role` is what an unnamed tensor is called, behind the layer's path. */
  readonly value: (of: Node, role?: string) => string;
  /** The same of a vector of channels, in a shape that is repeated over maps: C×1×1. */
  readonly perChannel: (of: Node, role?: string) => string;
  /** A constant number. */
  readonly number: (value: number) => string;
  /** A constant list of whole numbers, as shapes and axes are. */
  readonly integers: (values: readonly number[]) => string;
}

/** Collects the nodes and initializers of a file's graph, in the order in which they are made. */
export class GraphWriter {
  readonly nodes: Written<'NodeProto'>[] = [];
  readonly initializers: Written<'TensorProto'>[] = [];
  readonly #names: Names;
  readonly #values = new Map<Node, string>();
  readonly #perChannel = new Map<Node, string>();
  /** Names that are kept for their tensors. */
  readonly #kept: Set<string>;
  readonly #constants = new Map<string, string>();
  readonly #opset: number;
  readonly #knownOf: (node: Node) => KnownTensor | undefined;

  /** `knownOf`: the tensors that are no result of nodes; `taken`: names that nothing has; `kept`: those that tensors keep. */
  constructor(
    opset: number,
    knownOf: (node: Node) => KnownTensor | undefined,
    taken: readonly string[],
    kept: readonly string[],
  ) {
    this.#opset = opset;
    this.#knownOf = knownOf;
    this.#kept = new Set(kept);
    this.#names = new Names([...taken, ...kept]);
  }

  /** Says which value of the file a value of the graph is. */
  set(node: Node, value: string): void {
    this.#values.set(node, value);
  }

  /** Appends a value of that name that is another one. */
  copy(value: string, name: string): void {
    this.nodes.push({
      input: [value],
      output: [name],
      name: this.#names.unique(`/${name}/Identity`),
      opType: 'Identity',
    });
  }

  at(path: string): Place {
    return {
      opset: this.#opset,
      node: (operator, inputs, attributes) => this.#node(path, operator, inputs, attributes),
      value: (of, role) => this.#value(path, of, role),
      perChannel: (of, role) => this.#vector(path, of, role),
      number: (value) =>
        this.#constant(Object.is(value, -0) ? '-0' : `${value}`, {
          dataType: tensorTypes.FLOAT.number,
          rawData: bytesOf(Float32Array.of(value)),
        }),
      integers: (values) =>
        this.#constant(`[${values.join(', ')}]`, {
          dims: [values.length],
          dataType: tensorTypes.INT64.number,
          rawData: bytesOf(BigInt64Array.from(values, BigInt)),
        }),
    };
  }

  #node(path: string, operator: Operator, inputs: readonly string[], attributes: Attributes = {}): string {
    if (operators[operator] > this.#opset)
      throw new OnnxError(
        `${path}: ${operator} is an operator since opset ${operators[operator]}; expected one of ${this.#opset}`,
      );
    const name = this.#names.unique(`${nodePath(path)}/${operator}`);
    const output = this.#names.unique(`${name}_output_0`);
    this.nodes.push({ input: inputs, output: [output], name, opType: operator, attribute: named(attributes) });
    return output;
  }

  #value(path: string, of: Node, role?: string): string {
    const value = this.#values.get(of);
    if (value !== undefined) return value;
    const known = this.#knownOf(of);
    if (!known) throw new Error(`${of.op} ${of.origin.path ?? ''} is read before it is written`);
    const name = this.#tensor(known, known.shape, tensorPath(path, of, role));
    this.#values.set(of, name);
    return name;
  }

  #vector(path: string, of: Node, role?: string): string {
    const before = this.#perChannel.get(of);
    if (before !== undefined) return before;
    const known = this.#values.has(of) ? undefined : this.#knownOf(of);
    const name =
      known && !known.keepsShape
        ? this.#tensor(known, [known.data.length, 1, 1], tensorPath(path, of, role))
        : this.#repeatable(path, of);
    this.#perChannel.set(of, name);
    return name;
  }

  /** What has its own shape in the file. One number is repeated over all as it is. */
  #repeatable(path: string, of: Node): string {
    const value = this.#value(path, of);
    if (of.op === 'expand' || of.type.shape[0] === 1) return value;
    const axes = [1, 2];
    return this.#opset < 13
      ? this.#node(path, 'Unsqueeze', [value], { axes: ints(axes) })
      : this.#node(path, 'Unsqueeze', [value, this.at(path).integers(axes)]);
  }

  #tensor({ data, name: own }: KnownTensor, dims: readonly number[], wanted: string): string {
    const isKept = own !== undefined && this.#kept.delete(own);
    const name = isKept ? own : this.#names.unique(own ?? wanted);
    this.initializers.push({ dims, dataType: tensorTypes.FLOAT.number, name, rawData: bytesOf(data) });
    return name;
  }

  /** Equal constants are one. */
  #constant(spelt: string, tensor: Written<'TensorProto'>): string {
    const before = this.#constants.get(spelt);
    if (before !== undefined) return before;
    const name = this.#names.unique(`/constants/${spelt}`);
    this.#constants.set(spelt, name);
    this.initializers.push({ ...tensor, name });
    return name;
  }
}

/** As PyTorch's exporter spells the path of a module: `/layer1/0/conv1`. */
const nodePath = (path: string): string => (path === '' ? '' : `/${path.replaceAll('.', '/')}`);

/** Constants are called as values are, and what follows from parameters as these are. */
const tensorPath = (path: string, { op }: Node, role = 'constant'): string =>
  op === 'constant' ? `${nodePath(path)}/${role}` : `${path}.${role}`;

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
