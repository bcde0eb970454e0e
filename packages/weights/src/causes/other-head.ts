import type { Cause } from './differences.ts';
import { exceptFor, onlyHead } from './only-head.ts';

/** Transfer learning: everything fits but the classes. */
export const otherHead: Cause = (differences) => {
  const head = onlyHead(differences);
  const weight = differences.misshapen.find(({ found, expected }) => found[0] !== expected[0]);
  if (head === undefined || weight === undefined || differences.missing.length) return undefined;
  const [classes = 0, wanted = 0] = [weight.found[0], weight.expected[0]];
  const background =
    classes === wanted + 1 ? '; one more may be a background class, which TensorFlow’s networks have at 0' : '';
  return `the file has ${classes} classes and the network ${wanted}${differences.isPart ? '' : ', all else fits'}${background}. Give the network classes: ${classes}, or ${exceptFor(head)}`;
};
