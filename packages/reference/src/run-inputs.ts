import type { Randomness } from './dropout.ts';
import { elementsOf, type Values } from './values.ts';

/** What a network runs on. */
export interface RunInputs {
  /** N×C×H×W */
  readonly images: Values;
  /** N×classes, where the graph has targets. */
  readonly targets?: Values;
  /** Of dropout in training; without it, dropout does nothing, as in inference. */
  readonly randomness?: Randomness;
  /** What becomes of each number that a kernel of a program computes, by its core and by each step; it stays as it is without. */
  readonly off?: (value: number) => number;
  /** The state dict, by name; what the network does not read is ignored. */
  readonly state: ReadonlyMap<string, Values>;
}

/** @throws {Error} where the images are not N×C×H×W of the network's input. */
export function expectImages(images: Values, perImage: readonly number[]): void {
  const [batch = 0, ...shape] = images.shape;
  if (!(batch >= 1) || String(shape) !== String(perImage) || images.data.length !== elementsOf(images.shape)) {
    throw new Error(
      `the images are ${images.shape.join('×')} (${images.data.length} values), expected N×${perImage.join('×')}`,
    );
  }
}

/** A tensor of the state. @throws {Error} where it is missing or has another shape. */
export function stateOf(state: ReadonlyMap<string, Values>, name: string, shape: readonly number[]): Values {
  const values = state.get(name);
  if (!values) throw new Error(`the state has no ${name}, expected a tensor of ${shape.join('×')}`);
  if (String(values.shape) !== String(shape))
    throw new Error(`${name} is ${values.shape.join('×')} in the state, expected ${shape.join('×')}`);
  return values;
}

/** @throws {Error} where none were given. */
export function targetsOf({ targets }: RunInputs): Values {
  if (!targets) throw new Error('the graph has targets, none were given');
  return targets;
}
