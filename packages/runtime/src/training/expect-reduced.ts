import { shown } from '@resnet-compile/options';
import { arrayOf } from '../arrays.ts';

/** What `onGradients` returned. @throws {TypeError} where it is not as many values. */
export function expectReduced(reduced: unknown, length: number): Float32Array {
  const values = arrayOf('Float32Array', reduced);
  if (values?.length === length) return values;
  throw new TypeError(
    `onGradients returned ${values ? `${values.length} values` : shown(reduced)}; expected a Float32Array of ${length}`,
  );
}
