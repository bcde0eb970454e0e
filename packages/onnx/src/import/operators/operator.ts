import type { Shape, Tensor } from '../tensor.ts';

/** What a node's attribute holds, as far as it is read. */
export type Attribute = number | string | readonly number[] | readonly string[] | Tensor;
export type Attributes = ReadonlyMap<string, Attribute>;

/** A use of an operator, with what is known of its inputs. */
export interface Call {
  readonly attributes: Attributes;
  /** Of the inputs; undefined where one is left out. */
  readonly shapes: readonly (Shape | undefined)[];
  /** Inputs that are known numbers. */
  readonly constants: readonly (Tensor | undefined)[];
  /** Which of its outputs, of how many. */
  readonly output: number;
  readonly outputs: number;
  /** Version of the operator set. */
  readonly opset: number;
}

export interface Operator {
  /** The shape of the output. @throws {RangeError} where the inputs do not fit, or it cannot be known. */
  readonly shape: (call: Call) => Shape;
  /** The output's elements; absent of operators that only networks have. */
  readonly evaluate?: (call: Call, inputs: readonly (Tensor | undefined)[], shape: Shape) => Tensor;
}

export const numberIn = ({ attributes }: Call, name: string, otherwise: number): number => {
  const value = attributes.get(name);
  return typeof value === 'number' ? value : otherwise;
};

export const textIn = ({ attributes }: Call, name: string, otherwise: string): string => {
  const value = attributes.get(name);
  return typeof value === 'string' ? value : otherwise;
};

export const numbersIn = ({ attributes }: Call, name: string): readonly number[] | undefined => {
  const value = attributes.get(name);
  return Array.isArray(value) && value.every((each) => typeof each === 'number') ? value : undefined;
};

/** What became an input in later operator sets, and was an attribute before. */
export function givenNumbers(call: Call, name: string, input: number): readonly number[] | undefined {
  const constant = call.constants[input];
  if (constant) return [...constant.data];
  if (call.shapes[input])
    throw new RangeError(`its ${name} depend on the images; expected numbers that stand in the file`);
  return numbersIn(call, name) ?? (call.attributes.has(name) ? [numberIn(call, name, NaN)] : undefined);
}

export function shapeAt({ shapes }: Call, input: number): Shape {
  const shape = shapes[input];
  if (!shape) throw new RangeError(`it has no input ${input + 1}`);
  return shape;
}

export function tensorAt(inputs: readonly (Tensor | undefined)[], input: number): Tensor {
  const tensor = inputs[input];
  if (!tensor) throw new RangeError(`it has no input ${input + 1}`);
  return tensor;
}
