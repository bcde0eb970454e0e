import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

// `npm run fuzz -- --only onnx --minutes 60` goes on for longer; what fails is named with the numbers that make it again.
test('what is nearly a file is read or refused: nothing hangs, fails otherwise, or changes what is global', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@resnet-compile/source',
    join(import.meta.dirname, 'fuzz/run.ts'),
    '--files',
    '120',
  ]);
  const [, ...counts] = /(\d+) files were read, (\d+) refused/.exec(stdout) ?? [];
  // Mutations that leave nothing to read find nothing.
  expect(counts.map((each) => Number(each) > 10)).toEqual([true, true]);
});
