import { dtypes, type Dtype } from '@resnet-compile/ir';
import type { Values } from './values.ts';

/**
 * What storing a number makes of it here. What is float32 on a device stays float64: how far arithmetic is off is what the
 * reference is there to tell.
 *
 * @throws {Error} for a type that nothing stores.
 */
export function roundingOf(dtype: Dtype): (value: number) => number {
  const { round } = dtypes[dtype];
  if (!round) throw new Error(`nothing stores ${dtype}`);
  return dtype === 'f32' ? exact : round;
}

const exact = (value: number): number => value;

/** A tensor as it is stored. */
export const stored = (values: Values, dtype: Dtype): Values =>
  dtype === 'f32' ? values : { shape: values.shape, data: values.data.map(roundingOf(dtype)) };
