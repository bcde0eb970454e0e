import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCallbackScope } from '../src/training/callback-scope.ts';

// A page has no AsyncLocalStorage.
vi.mock('../src/workers/host.ts', () => ({ nodeModule: () => undefined }));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('in a page: a call before the first await is inside, a later one waits, and is warned of', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const scope = createCallbackScope('neither ends');
  expect(scope.isInside()).toBe(false);
  const inside: boolean[] = [];
  let end = (): void => undefined;
  const running = scope.run(async () => {
    inside.push(scope.isInside());
    await new Promise<void>((resolve) => (end = resolve));
    inside.push(scope.isInside());
  });
  expect(scope.isInside()).toBe(false);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(warn).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(warn.mock.calls).toEqual([['neither ends']]);
  end();
  await running;
  expect(inside).toEqual([true, false]);
  // What was over in time is not spoken of.
  await vi.advanceTimersByTimeAsync(10_000);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(scope.isInside()).toBe(false);
});

test('what a callback throws comes out, and ends it', async () => {
  const scope = createCallbackScope('');
  await expect(
    scope.run(() => {
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  await expect(scope.run(() => Promise.reject(new Error('later')))).rejects.toThrow('later');
  expect(scope.isInside()).toBe(false);
});
