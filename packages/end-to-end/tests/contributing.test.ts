import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { beforeAll, describe, expect, it } from 'vitest';
import { blocksOf, follow } from './follow-page.ts';
import { leftOut, thorough } from './thorough.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const blocks = blocksOf(readFileSync(join(repository, 'CONTRIBUTING.md'), 'utf8'));
const copy = temporaryFolder('contributing-');
const inCopy = async (...command: readonly [string, ...string[]]): Promise<string> => {
  const [name, ...given] = command;
  try {
    const { stdout } = await promisify(execFile)(join(copy, 'node_modules/.bin', name), given, { cwd: copy });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    throw new Error(`${command.join(' ')} fails:\n${stdout}\n${stderr}`, { cause: error });
  }
};

/** Packages that the page changes. */
const changed = [...new Set(blocks.map(({ path }) => path.split('/')[1] ?? ''))];

describe.skipIf(!thorough)(`an operation, added as CONTRIBUTING says${leftOut}`, () => {
  /** The workspace without what is made of it; its packages are found in the copy, all others where they are. */
  beforeAll(() => {
    const isMade = (path: string): boolean => ['node_modules', 'dist', '.test-results'].includes(basename(path));
    for (const file of [
      'package.json',
      'tsconfig.base.json',
      'tsconfig.json',
      'vitest.config.ts',
      'vitest.global-setup.ts',
      'vitest.setup.ts',
      'packages',
    ])
      cpSync(join(repository, file), join(copy, file), { recursive: true, filter: (path) => !isMade(path) });
    const link = (folder: string, names: readonly string[], target: (name: string) => string): void => {
      mkdirSync(join(copy, folder), { recursive: true });
      for (const name of names) symlinkSync(target(name), join(copy, folder, name), 'junction');
    };
    const installed = readdirSync(join(repository, 'node_modules')).filter((name) => name !== '@resnet-compile');
    link('node_modules', installed, (name) => join(repository, 'node_modules', name));
    link('node_modules/@resnet-compile', readdirSync(join(repository, 'packages')), (name) =>
      join(copy, 'packages', name),
    );
  });

  it('in each package', () => {
    expect(changed.sort()).toEqual(['backend-cpu', 'compiler', 'dsl', 'ir', 'onnx', 'pytorch', 'reference', 'testing']);
    for (const block of blocks) follow(block, copy);
  });

  it('compiles', async () => {
    const include = changed.map((name) => `packages/${name}`);
    writeFileSync(join(copy, 'tsconfig.changed.json'), JSON.stringify({ extends: './tsconfig.json', include }));
    await inCopy('tsc', '-p', 'tsconfig.changed.json');
  });

  it.each([
    ['ir', 'every-operation'],
    ['reference', 'graph-ops'],
    ['compiler', 'golden', '-u'],
    ['compiler', 'finite-differences', '-t', 'global sum pool'],
    ['backend-cpu', 'global-sum-pool'],
  ])('passes the tests of %s: %s', async (name, ...suite) => {
    const report = await inCopy(
      'vitest',
      'run',
      '--root',
      `packages/${name}`,
      '--config',
      '../../vitest.config.ts',
      ...suite,
    );
    expect(report).toMatch(/Tests .*\d+ passed/);
  });
});
