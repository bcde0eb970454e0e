import type { Attributes, Call } from './operators/operator.ts';
import type { Shape, Tensor } from './tensor.ts';

/** A value of the file's graph, with all that it is computed from. */
export type Value = InputValue | ConstantValue | ComputedValue | UnknownValue;

/** The images. */
export interface InputValue {
  readonly kind: 'input';
  readonly name: string;
  readonly shape: Shape;
  readonly index: number;
}

/** Numbers that stand in the file, or follow from such. */
export interface ConstantValue {
  readonly kind: 'constant';
  readonly name: string;
  readonly shape: Shape;
  readonly tensor: Tensor;
  /** The numbers of the file that it was computed from, without whole ones; none where it stands there itself. */
  readonly of: readonly ConstantValue[];
  /** Whether it stands in the file as an initializer, and so may be a parameter. */
  readonly isInitializer: boolean;
}

/** What a node makes of the images. */
export interface ComputedValue {
  readonly kind: 'computed';
  readonly name: string;
  readonly shape: Shape;
  /** The node's name; that of its first output where it has none. */
  readonly node: string;
  readonly op: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: Attributes;
  readonly output: number;
  readonly outputs: number;
  readonly opset: number;
  /** Its place in the order of computation. */
  readonly index: number;
}

/** What is computed from something that is not understood, or is that itself. */
export interface UnknownValue {
  readonly kind: 'unknown';
  readonly name: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly index: number;
}

/** A value that depends on the images, and of which all is known. */
export type MapValue = InputValue | ComputedValue;

export const isConstant = (value: Value | undefined): value is ConstantValue => value?.kind === 'constant';
export const isMap = (value: Value | undefined): value is MapValue =>
  value?.kind === 'input' || value?.kind === 'computed';

/** The inputs that depend on the images. */
export const mapsOf = (value: Value): readonly MapValue[] =>
  value.kind === 'computed' ? value.inputs.filter(isMap) : [];

/** The node's use of its operator. */
export const callOf = ({
  attributes,
  inputs,
  output,
  outputs,
  opset,
}: Omit<ComputedValue, 'shape' | 'kind'>): Call => ({
  attributes,
  shapes: inputs.map((input) => (input && input.kind !== 'unknown' ? input.shape : undefined)),
  constants: inputs.map((input) => (isConstant(input) ? input.tensor : undefined)),
  output,
  outputs,
  opset,
});

/** The constant at an input; undefined where that is none, or is left out. */
export const constantAt = ({ inputs }: ComputedValue, input: number): ConstantValue | undefined => {
  const value = inputs[input];
  return isConstant(value) ? value : undefined;
};
