import { shown } from '@resnet-compile/options';
import { arrayOf, expectAttached, floatsOf } from '../arrays.ts';
import type { ModelInfo } from '@resnet-compile/plan';

/** A class per image, or probabilities of the classes per image, N×classes; a loss says whether they sum to 1. */
export type Labels = Int32Array | Float32Array;

/** A softmax in float32 may round to a little more than 1. */
const largestProbability = 1 + 1e-5;

/** Targets of a batch as distributions. @throws {TypeError} where they do not fit the images or the classes. */
export function targetsOf({ name, classes }: ModelInfo, given: Labels, batch: number): Float32Array {
  const rows = floatsOf(given);
  if (rows) {
    expectAttached(`${name}: labels`, rows);
    if (rows.length !== batch * classes)
      throw new TypeError(
        `${name}: labels have ${rows.length} values; expected N×classes = ${batch}×${classes} = ${batch * classes}`,
      );
    const wrong = rows.findIndex((value) => !(value >= 0 && value <= largestProbability));
    if (wrong >= 0)
      throw new TypeError(
        `${name}: the label of image ${Math.floor(wrong / classes)} has ${rows[wrong]} for class ${wrong % classes}; expected a probability`,
      );
    return rows;
  }
  const labels = arrayOf('Int32Array', given);
  if (!labels)
    throw new TypeError(
      `${name}: labels are ${shown(given)}; expected an Int32Array of classes or a Float32Array of N×classes`,
    );
  expectAttached(`${name}: labels`, labels);
  if (labels.length !== batch)
    throw new TypeError(`${name}: ${labels.length} labels for ${batch} images; expected one each`);
  const targets = new Float32Array(batch * classes);
  labels.forEach((label, n) => {
    if (label < 0 || label >= classes)
      throw new TypeError(`${name}: the label of image ${n} is ${label}; expected 0 to ${classes - 1}`);
    targets[n * classes + label] = 1;
  });
  return targets;
}
