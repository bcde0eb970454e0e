import { expect } from 'vitest';

/**
 * Other work had its turn during a call that took long: no pause is a large part of it, and most are the 50 ms of a slice at most.
 * Both hold on a machine that is busy with more than this.
 */
export function expectResponsive({ error, paused }) {
  expect(error).toBeUndefined();
  expect(paused.duration).toBeGreaterThan(200);
  expect(paused.longest).toBeLessThan(paused.duration / 3);
  expect(paused.duration / paused.ticks).toBeLessThan(60);
}
