import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

// `npm run fuzz -- --minutes 60` goes on for longer; what fails is named with the numbers that make it again.
test('mutations of valid files are read or refused: nothing hangs, crashes, takes more memory than is stated, or is run', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@resnet-compile/source',
    '--max-old-space-size=256',
    join(import.meta.dirname, 'fuzz/run.ts'),
    '--files',
    '800',
  ]);
  const counts = [...stdout.matchAll(/(\d+) files were read, (\d+) refused/g)].map(([, ...each]) => each.map(Number));
  expect(counts.length).toBe(5);
  // Mutations that leave nothing to read find nothing.
  for (const [read = 0, refused = 0] of counts) expect([read > 10, refused > 10]).toEqual([true, true]);
});
