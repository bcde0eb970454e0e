import { dropOut } from '../dropout.ts';
import type { OpFunction } from './op-function.ts';

/** Inverted dropout scales at training time, so that inference is the identity. */
export const dropout: OpFunction<'dropout'> = (attributes, [x], _, { randomness }) =>
  randomness ? dropOut(x, attributes, randomness) : x;
