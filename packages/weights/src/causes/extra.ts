import { printed } from '../printed.ts';
import type { Cause } from './differences.ts';

/** The shortest pattern for a name that means none of the names that fit. */
function patternFor(name: string, fitting: readonly string[]): string {
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const prefix = name.slice(0, dot + 1);
    if (!fitting.some((other) => other.startsWith(prefix))) return `${prefix}*`;
  }
  return name;
}

/** All that the network has is there. */
export const onlyExtra: Cause = ({ missing, unexpected, misshapen, fitting }) => {
  if (unexpected.length === 0 || missing.length + misshapen.length > 0) return undefined;
  const patterns = [...new Set(unexpected.map(({ name }) => patternFor(name, fitting)))];
  const listed = patterns.slice(0, 3).map((pattern) => `--ignore '${printed(pattern)}'`);
  return `the file has all that the network has, and more; leave that out with ${listed.join(' ')}${patterns.length > 3 ? ' …' : ''}`;
};
