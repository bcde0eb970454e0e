import type { Each } from '../each.ts';
import type { TensorType } from '../tensor-type.ts';

/** An input in the signature of an op; in its place stands a node, a type, an id, or values. */
export type Input = unknown;

/** The signature of an operation of the Graph: its inputs by name, and its attributes. */
export interface Op<Inputs extends readonly Input[] = readonly Input[], Attributes extends object = object> {
  readonly inputs: Inputs;
  readonly attributes: Attributes;
}

export type NoAttributes = Record<never, never>;

/** What is known of an op besides its meaning. */
export interface OpDeclaration<Own extends Op> {
  /** How many inputs, at the least and at the most. */
  readonly takes: readonly [least: Own['inputs']['length'], most: Own['inputs']['length']];
  /** The type of its result. @throws {ShapeError} where the inputs do not fit. */
  readonly shape: (attributes: Own['attributes'], inputs: Each<Own['inputs'], TensorType>) => TensorType;
  /** Multiply-adds per element of its result, as the papers and torchvision count; absent where they count none. */
  readonly multiplyAdds?: (inputs: Each<Own['inputs'], TensorType>) => number;
  /** It draws at random: two of them with equal inputs differ. */
  readonly draws?: true;
}
