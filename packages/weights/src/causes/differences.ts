import type { ExpectedTensor } from '../expected-tensor.ts';
import type { NamedLayer } from '../names/layers.ts';

export interface Misshapen {
  readonly name: string;
  /** What the file calls it. */
  readonly inFile: string;
  readonly found: readonly number[];
  readonly expected: readonly number[];
}

/** What tells weights from those of a network. */
export interface Differences {
  readonly missing: readonly ExpectedTensor[];
  /** Under the file's names. */
  readonly unexpected: readonly ExpectedTensor[];
  readonly misshapen: readonly Misshapen[];
  /** What the file calls the tensors that fit. */
  readonly fitting: readonly string[];
  /** Whether these are a part, and the rest differs as well. */
  readonly isPart?: boolean;
  /** Of the network, in its order. */
  readonly layers: readonly NamedLayer[];
}

/** Why weights are of another network, and the way out; undefined where that is not why. */
export type Cause = (differences: Differences) => string | undefined;
