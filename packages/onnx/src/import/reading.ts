import { shownName } from '@resnet-compile/options';
import { OnnxError } from '../onnx-error.ts';
import type { ReadExternal } from '../file/external-data.ts';
import type { GraphProto } from '../file/messages.ts';
import { nameOf } from './check-nodes.ts';
import { Budget, evaluated } from './evaluate.ts';
import { isStandard, type PlacedNode } from './inline-functions.ts';
import { operatorOf } from './operators/index.ts';
import type { Attribute } from './operators/operator.ts';
import type { Problem } from './problem.ts';
import { attributeOf } from './read-attributes.ts';
import { tensorOf } from './read-tensor.ts';
import { callOf, isConstant, type ConstantValue, type Value } from './values.ts';

/** Goes through the nodes of a graph in their order: values that know what they are made of. */
export class Reading {
  readonly values = new Map<string, Value>();
  readonly problems: Problem[] = [];
  readonly #initializers: ReadonlyMap<string, GraphProto['initializer'][number]>;
  readonly #external: ReadExternal | undefined;
  readonly #budget: Budget;
  #index = 0;

  constructor({ initializer }: GraphProto, external: ReadExternal | undefined) {
    this.#initializers = new Map(initializer.map((each) => [each.name, each]));
    this.#external = external;
    const elements = initializer.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0);
    this.#budget = new Budget(256 * Math.min(Math.max(elements, 0) || 0, 2 ** 31) + 2 ** 24);
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

  node(node: PlacedNode): void {
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

  #report(node: PlacedNode, message: string): void {
    this.problems.push({
      node: nameOf(node),
      op: opOf(node),
      inputs: node.input.filter((name) => name !== ''),
      message,
    });
  }

  #made(node: PlacedNode, name: string, inputs: readonly (Value | undefined)[], output: number, index: number): Value {
    if (!isStandard(node.domain))
      throw new RangeError(`an operator of ${shownName(node.domain)}; expected one of ONNX itself`);
    const attributes = new Map<string, Attribute>();
    for (const each of node.attribute) {
      const value = attributeOf(each, this.#external);
      if (value !== undefined) attributes.set(each.name, value);
    }
    if (node.opType === 'Constant') return constantOf(name, attributes);
    const operator = operatorOf(node.opType);
    if (!operator)
      throw new RangeError(
        isOfQuantized.test(node.opType)
          ? 'it is of a quantized network; import the one that was quantized'
          : 'no layer does this',
      );
    if (inputs.some((input) => input?.kind === 'unknown')) return { kind: 'unknown', name, inputs, index };
    const computed = {
      name,
      node: nameOf(node),
      op: node.opType,
      inputs,
      attributes,
      output,
      outputs: node.output.length,
      opset: node.opset,
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
        : [...new Set(constants.filter(isFloat).flatMap((each) => (each.of.length ? each.of : [each])))];
      return { kind: 'constant', name, shape: tensor.shape, tensor, of, isInitializer: false };
    }
    return { kind: 'computed', shape: operator.shape(call), ...computed };
  }
}

/** Operators on 8 bits. */
const isOfQuantized = /^QLinear|QuantizeLinear$|^(Conv|MatMul)Integer$/;

/** Shapes and axes are nothing that numbers are made of. */
const isFloat = (value: Value): value is ConstantValue => isConstant(value) && !value.tensor.isInteger;

const opOf = ({ domain, opType }: PlacedNode): string => (isStandard(domain) ? opType : `${domain}.${opType}`);

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
