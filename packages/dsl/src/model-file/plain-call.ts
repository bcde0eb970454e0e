import { without } from '../without.ts';

const dataOf = (value: unknown): string =>
  JSON.stringify(value, (key, each: unknown) => (key === 'position' ? undefined : each));

/** Equal as data, what is wrong with them included, wherever the calls stand that made them. */
export const isAlike = (a: unknown, b: unknown): boolean => dataOf(a) === dataOf(b);

/** The shortest options by which `make` makes the same: without those that are as they are anyway, one number for a pair, a pair for four sides, true for options that are the usual ones. */
export function plainOptions(
  options: Readonly<Record<string, unknown>>,
  make: (options: Readonly<Record<string, unknown>>) => unknown,
): Readonly<Record<string, unknown>> {
  const meant = make(options);
  return Object.keys(options).reduce<Readonly<Record<string, unknown>>>((left, name) => {
    const { [name]: value } = left;
    const others = without(left, name);
    const fewer: readonly unknown[] = Array.isArray(value)
      ? [value[0], value.slice(0, 2)]
      : typeof value === 'object'
        ? [true]
        : [];
    const shorter = [others, ...fewer.map((one) => ({ ...left, [name]: one }))];
    return shorter.find((one) => isAlike(make(one), meant)) ?? left;
  }, options);
}
