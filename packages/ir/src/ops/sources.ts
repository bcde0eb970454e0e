import type { InTraining } from '../in-training.ts';
import type { InitialValue } from '../initial-value.ts';
import type { NoAttributes, Op } from './declaration.ts';

/** Values that are given; their types are said, not inferred. */
export interface SourceOps {
  /** The images. */
  input: Op<readonly [], NoAttributes>;
  /** N×K: what the network should say, a row an image. */
  targets: Op<readonly [], NoAttributes>;
  /**
   * A tensor of the state dict; a `buffer` is not trained (running statistics). It begins as 0 where nothing is said.
   * `aliases`: names of later uses of a shared layer.
   */
  parameter: Op<
    readonly [],
    InTraining & {
      readonly name: string;
      readonly kind: 'parameter' | 'buffer';
      readonly initial?: InitialValue;
      readonly aliases?: readonly string[];
    }
  >;
  /** `values` are repeated until the tensor is full. */
  constant: Op<readonly [], { readonly values: readonly number[] }>;
}

const sources: { readonly [Name in keyof SourceOps]: true } = {
  input: true,
  targets: true,
  parameter: true,
  constant: true,
};

export const sourceNames = Object.keys(sources) as readonly (keyof SourceOps)[];

export const isSource = (op: string): op is keyof SourceOps => Object.hasOwn(sources, op);
