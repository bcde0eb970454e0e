import { printed } from '../printed.ts';
import type { Cause } from './differences.ts';

/** All that the network has is there. */
export const onlyExtra: Cause = ({ missing, unexpected, misshapen }) => {
  if (unexpected.length === 0 || missing.length + misshapen.length > 0) return undefined;
  const tops = [
    ...new Set(unexpected.map(({ name }) => (name.includes('.') ? `${name.split('.', 1)[0] ?? ''}.*` : name))),
  ];
  // A component that the network's names begin with too would take these along.
  const patterns = tops.length <= 3 ? tops : unexpected.slice(0, 3).map(({ name }) => name);
  const more = tops.length > 3 ? ' …' : '';
  return `the file has all that the network has, and more; leave that out with ${patterns.map((name) => `--ignore '${printed(name).replace(/^"|"$/g, '')}'`).join(' ')}${more}`;
};
