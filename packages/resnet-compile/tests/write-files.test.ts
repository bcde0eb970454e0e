import * as fileSystem from 'node:fs/promises';
import { linkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CompiledNetwork } from '@resnet-compile/driver';
import { emittedFiles } from '../src/cli/emitted-files.ts';
import { describeFailure } from '../src/cli/failures.ts';
import { UserError } from '../src/cli/user-error.ts';
import { writeFiles, type FileSystem } from '../src/cli/write-files.ts';
import { contentsOf, folderOf } from './command-line.ts';

/** Windows refuses to replace a file that a program has open: so many times, as far as the name matches. */
function refusing(code: string, times: number, name: RegExp): FileSystem & { readonly refused: number } {
  let refused = 0;
  return {
    ...fileSystem,
    rename: async (from, to) => {
      if (name.test(String(to)) && refused < times) {
        refused++;
        throw Object.assign(new Error(`${code}: operation not permitted, rename`), {
          code,
          syscall: 'rename',
          path: String(from),
          dest: String(to),
        });
      }
      await fileSystem.rename(from, to);
    },
    get refused() {
      return refused;
    },
  };
}

test('a large file in parts, one behind the other', async () => {
  const folder = folderOf({});
  const parts = [Uint8Array.of(65, 66), new Uint8Array(), Uint8Array.of(67)];
  await writeFiles(new Map([[join(folder, 'weights.data'), parts]]));
  expect(contentsOf(folder)).toEqual({ 'weights.data': 'ABC' });
});

describe('a file that a program has open', () => {
  test.each(['EPERM', 'EBUSY', 'EACCES'])('%s: for a moment', async (code) => {
    const folder = folderOf({ 'a.js': 'old' });
    const fs = refusing(code, 3, /a\.js$/);
    await writeFiles(
      new Map([
        [join(folder, 'a.js'), 'new'],
        [join(folder, 'a.d.ts'), 'types'],
      ]),
      fs,
    );
    expect([contentsOf(folder), fs.refused]).toEqual([{ 'a.js': 'new', 'a.d.ts': 'types' }, 3]);
  });

  test.each([
    ['EPERM', 'it may not be replaced, or another program has it open'],
    ['EBUSY', 'another program has it open'],
  ])('%s: for good, nothing is half written', async (code, reason) => {
    const folder = folderOf({ 'a.js': 'old a', 'b.js': 'old b' });
    const files = new Map(
      [
        ['a.js', 'new a'],
        ['new.js', 'new'],
        ['b.js', 'new b'],
        ['deep/c.js', 'new c'],
      ].map(([name, text]) => [join(folder, name!), text!]),
    );
    const failed = await writeFiles(files, refusing(code, Infinity, /b\.js$/)).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(UserError);
    expect((failed as Error).message).toBe(
      `cannot write ${join(folder, 'b.js')}: ${reason}; nothing was written. Close what has it open, such as a server or an editor, or choose another place with --out.`,
    );
    expect(contentsOf(folder)).toEqual({ 'a.js': 'old a', 'b.js': 'old b' });
  });

  test('another failure is not tried again', async () => {
    const folder = folderOf({});
    const fs = refusing('ENOSPC', Infinity, /a\.js$/);
    await expect(writeFiles(new Map([[join(folder, 'a.js'), 'new']]), fs)).rejects.toThrow(
      'no space is left on the device',
    );
    expect([fs.refused, contentsOf(folder)]).toEqual([1, {}]);
  });
});

describe('folders that are blind to case', () => {
  const emitted = (...names: readonly string[]) =>
    names.map((name) => ({
      network: { name, module: '', declarations: '' } as CompiledNetwork,
      from: { name, exported: name, network: undefined as never },
      model: 'model.ts',
    }));
  const written =
    (names: readonly string[], out = 'dist', files: readonly string[] = []) =>
    () =>
      emittedFiles(emitted(...names), out, [{ exports: [], diagnostics: [], sources: { files } as never }]);

  test.each([
    ['Net', 'net'],
    ['caf\u00e9', 'cafe\u0301'],
    ['É', 'é'],
  ])('%s and %s would be one file', (a, b) => {
    expect(written([a, b])).toThrow(
      `two networks would be written to dist/${a}.js and dist/${b}.js, which are one file where folders are blind to case, as on macOS and Windows; nothing was written.`,
    );
  });

  test('a model file by another spelling of its name, for which a link stands here', () => {
    const folder = folderOf({ 'model.js': '' });
    linkSync(join(folder, 'model.js'), join(folder, 'Model.js'));
    expect(written(['Model'], folder, [join(folder, 'model.js')])).toThrow(
      `the network Model would be written over ${join(folder, 'Model.js')}, which it is made from; nothing was written.`,
    );
    expect(written(['other'], folder, [join(folder, 'model.js')])().size).toBe(2);
  });
});

describe('what ends the tool', () => {
  test("a mistake of the user's: its message", () => {
    expect(describeFailure(new UserError('no such file'))).toBe('no such file\n');
  });

  test("a mistake of the tool's: the message first, then few lines of the stack", () => {
    const deep = (depth: number): never => {
      if (depth > 0) deep(depth - 1);
      throw new RangeError('out of range\nby one');
    };
    const thrown = (() => {
      try {
        return deep(40);
      } catch (error) {
        return error;
      }
    })();
    const lines = describeFailure(thrown).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'resnet-compile failed: out of range',
      'by one',
      'This is a mistake in resnet-compile, not in your files; please report it with these lines:',
    ]);
    expect(lines[3]).toMatch(/^ +at deep .*write-files\.test\.ts/);
    expect(lines.length).toBeLessThanOrEqual(15);
    expect(lines.at(-2)).toMatch(/^resnet-compile reduce <model> makes a small model file/);
    expect(describeFailure('a text')).toMatch(/^resnet-compile failed: a text\n/);
  });
});
