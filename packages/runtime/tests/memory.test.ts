import { expect, test } from 'vitest';
import { allocate } from '../src/cpu/memory.ts';

test('memory that the host does not give: how much, and what to do', () => {
  // More than any host has: what a limit on addresses does to less.
  const call = (): unknown => allocate({ initial: 70_000 });
  expect(call).toThrow(RangeError);
  expect(call).toThrow(
    /^the host gives no WebAssembly memory, of which 4375 MiB are needed \(.+\)\. Dispose of networks .*ulimit -v.*--target js/,
  );
  expect(allocate({ initial: 1 }).buffer.byteLength).toBe(65536);
});
