import { posix, win32 } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filePath, fileUrl, relativeFile } from '../src/file-path.ts';
import { userFrame } from '../src/user-frame.ts';

describe('Windows', () => {
  test.each([
    ['C:\\models\\model.ts', 'C:/models/model.ts'],
    ['c:\\models\\model.ts', 'C:/models/model.ts'],
    ['C:/models/../models/model.ts', 'C:/models/model.ts'],
    ['file:///c:/models/model.ts', 'C:/models/model.ts'],
    ['file:///C:/my%20models/%231%2050%25/m%C3%B6del.ts', 'C:/my models/#1 50%/mödel.ts'],
    ['\\\\server\\share\\model.ts', '//server/share/model.ts'],
    ['file://server/share/model.ts', '//server/share/model.ts'],
  ])('%s', (file, path) => {
    expect(filePath(file, win32)).toBe(path);
    expect(filePath(fileUrl(path, win32), win32)).toBe(path);
  });

  test('what a compiled module says is what it says elsewhere', () => {
    expect(relativeFile('file:///C:/project/src/model.ts', 'C:\\project', win32)).toBe('src/model.ts');
    expect(relativeFile('c:\\project\\src\\model.ts', 'C:\\project', win32)).toBe('src/model.ts');
    expect(relativeFile('D:\\shared\\blocks.ts', 'C:\\project', win32)).toBe('D:/shared/blocks.ts');
    expect(relativeFile('file:///project/src/model.ts', '/project', posix)).toBe('src/model.ts');
  });

  test.each([
    '    at depth (file:///c:/my%20models/model.ts:5:22)',
    '    at file:///C:/my%20models/model.ts:5:22',
    '    at async depth (C:\\my models\\model.ts:5:22)',
  ])('a place in a stack: %s', (frame) => {
    const sources = {
      text: (file: string) => (file === 'C:/my models/model.ts' ? '' : undefined),
      locate: () => ({ file: 'none', line: 1, column: 1 }),
    };
    expect(userFrame(`Error: no\n    at node:internal/process:1:1\n${frame}\n`, sources, win32)).toEqual({
      file: 'C:/my models/model.ts',
      line: 5,
      column: 22,
    });
  });
});

test('elsewhere a backslash is a character like another, and letters keep their case', () => {
  expect(filePath('/models/a\\b.ts', posix)).toBe('/models/a\\b.ts');
  expect(filePath(fileUrl('/c:/a\\b.ts', posix), posix)).toBe('/c:/a\\b.ts');
});
