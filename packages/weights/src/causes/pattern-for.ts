import { shownName } from '@resnet-compile/options';

/** A pattern as messages show it. */
export const shownPattern = (pattern: string): string =>
  pattern.endsWith('*') ? `${shownName(pattern.slice(0, -1))}*` : shownName(pattern);

/** The shortest pattern for a name that means none of the others; of a few components, since names are whatever a file has. */
export function patternFor(name: string, others: readonly string[]): string {
  const components = name.split('.', 9);
  for (let count = 1; count < components.length; count++) {
    const prefix = `${components.slice(0, count).join('.')}.`;
    if (!others.some((other) => other.startsWith(prefix))) return `${prefix}*`;
  }
  return name;
}
