import { existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderOf, runUnread } from './command-line.ts';

const model = `import { resnet } from 'resnet-compile';\nexport default resnet({ stages: [1], width: 8, stem: 'cifar', input: [3, 8, 8], classes: 2 });\n`;
const files = { 'model.ts': model, 'package.json': '{ "type": "module" }' };

describe.skipIf(process.platform === 'win32')('a reader that stops early', () => {
  test.each<readonly [string, readonly string[], code: number, stderr: RegExp, written: string | undefined]>([
    ['compile', ['model.ts', '--target', 'js'], 0, /^$/, 'dist/model.js'],
    ['a mistake', ['nowhere.ts'], 1, /^nowhere\.ts:1:1 error RC1300/, undefined],
    ['profile', ['profile', 'model.ts', '--device', 'cpu', '--rounds', '1'], 0, /^$/, undefined],
    ['tune', ['tune', 'model.ts', '--device', 'cpu', '--rounds', '1'], 0, /^$/, 'model.tune.json'],
    ['--help', ['--help'], 0, /^$/, undefined],
  ])('%s', async (_, options, code, stderr, written) => {
    const folder = folderOf(files);
    const ended = await runUnread(folder, options);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(stderr);
    if (written !== undefined) expect(existsSync(join(folder, written))).toBe(true);
  });

  test.skipIf(!existsSync('/dev/full'))('a disk that takes no more', async () => {
    const folder = folderOf(files);
    expect(await runUnread(folder, ['model.ts', '--target', 'js'], openSync('/dev/full', 'w'))).toEqual({
      code: 1,
      stderr: 'cannot print: ENOSPC: no space left on device, write\n',
    });
    expect(existsSync(join(folder, 'dist/model.js'))).toBe(true);
  });
});
