import { shownName } from '@resnet-compile/options';
import type { Cause } from './differences.ts';
import { exceptFor, onlyHead } from './only-head.ts';
import { patternFor, shownPattern } from './pattern-for.ts';

/** A backbone, or one with a head of another kind. */
export const noHead: Cause = (differences) => {
  const head = onlyHead(differences);
  const { missing, misshapen, unexpected, fitting } = differences;
  if (head === undefined || missing.length === 0 || misshapen.length) return undefined;
  const others = [...new Set(unexpected.map(({ name }) => patternFor(name, fitting)))].slice(0, 3);
  if (others.length === 0) return `the file has no last layer, ${shownName(head)}: ${exceptFor(head)}`;
  const ignored = others.map((pattern) => `--ignore '${shownPattern(pattern)}'`).join(' ');
  return `the file has no last layer that fits ${shownName(head)}, but ${others.map(shownPattern).join(', ')}: build the network with such an end, or ${exceptFor(head)}, and the others too: ${ignored}`;
};
