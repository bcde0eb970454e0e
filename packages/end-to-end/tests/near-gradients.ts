import { expect } from 'vitest';

export type Gradients = Readonly<Record<string, ArrayLike<number>>>;

/** Expects the same names, and values whose errors are less than `most` of the largest of each. */
export function expectNear(found: Gradients, expected: Gradients, most: number): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    const largest = Math.max(...Array.from(values, Math.abs));
    expect(found[name]!.length, name).toBe(values.length);
    const errors = Array.from(values, (value, at) => Math.abs(found[name]![at]! - value) / largest);
    expect(Math.max(...errors), name).toBeLessThan(most);
  }
}
