import { execPath } from 'node:process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { thorough } from '../src/thorough.mjs';
import { here, installTools, packedProject, run } from './packed.mjs';

const { devDependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const versions = Object.keys(devDependencies).flatMap((name) => /^typescript-(.*)/.exec(name)?.[1] ?? []);
const withDom = ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'];

let project;
let tarballs;
beforeAll(async () => {
  await installTools();
  ({ project, tarballs } = await packedProject());
}, 180_000);
afterAll(() => project && rmSync(project, { recursive: true }));

let count = 0;
/** What a compiler says of programs, with all declarations checked that they reach. */
async function check(version, files, options) {
  const name = `tsconfig.${++count}.json`;
  const compilerOptions = {
    target: 'es2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    types: [],
    noEmit: true,
    skipLibCheck: false,
    ...options,
  };
  writeFileSync(join(project, name), JSON.stringify({ compilerOptions, files }));
  return run(project, execPath, [join(here, `node_modules/typescript-${version}/bin/tsc`), '-p', name]);
}

test('the lowest version is the one that README states', () => {
  expect(/TypeScript (\S+) or\s+newer/.exec(readFileSync(join(here, '../../README.md'), 'utf8'))[1]).toBe(versions[0]);
});

/** The first and the last one, and of the ways to find modules those of bundlers and of Node today; the thorough run has all. */
const tried = thorough ? versions : [versions.at(0), versions.at(-1)];
const resolutions = [['bundler', 'esnext'], ...(thorough ? [['node16', 'node16']] : []), ['nodenext', 'nodenext']];

describe.each(
  tried.flatMap((version) => resolutions.map(([moduleResolution, module]) => [version, moduleResolution, module])),
)('TypeScript %s, %s', (version, moduleResolution, module) => {
  const resolution = { module, moduleResolution };

  test('without the DOM', async () => {
    expect(await check(version, ['entries.mts', 'uses.mts'], { ...resolution, lib: ['es2022'] })).toEqual({
      status: 0,
      output: '',
    });
  }, 60_000);

  test('with the DOM, into whatever takes bytes', async () => {
    expect(await check(version, ['entries.mts', 'uses.mts', 'hosts.mts'], { ...resolution, lib: withDom })).toEqual({
      status: 0,
      output: '',
    });
  }, 60_000);

  test('in a page', async () => {
    expect(
      await check(version, ['entries.mts', 'hosts.mts', 'page.mts'], {
        ...resolution,
        lib: withDom,
        customConditions: ['browser'],
      }),
    ).toEqual({ status: 0, output: '' });
  }, 60_000);
});

test.each(tried)(
  "TypeScript %s, the compiler's parts",
  async (version) => {
    const webgpu = Number.parseInt(version) < 6 ? [join(here, '../../node_modules/@webgpu/types/dist/index.d.ts')] : [];
    expect(
      await check(version, ['parts.mts', ...webgpu], {
        module: 'nodenext',
        moduleResolution: 'nodenext',
        lib: withDom,
      }),
    ).toEqual({ status: 0, output: '' });
  },
  60_000,
);

// TypeScript 7 has no such resolution any more, and 6 calls it deprecated.
test.each(tried.filter((version) => Number.parseInt(version) < 7))(
  'TypeScript %s, node10, which reads no exports',
  async (version) => {
    const deprecated = Number.parseInt(version) === 6 ? { ignoreDeprecations: '6.0' } : {};
    writeFileSync(join(project, 'old.ts'), readFileSync(join(project, 'entries.mts'), 'utf8'));
    expect(
      await check(version, ['old.ts'], {
        module: 'esnext',
        moduleResolution: 'node10',
        lib: ['es2022'],
        ...deprecated,
      }),
    ).toEqual({ status: 0, output: '' });
  },
  60_000,
);

test('Deno', async () => {
  const { status, output } = await run(project, join(here, '../../node_modules/.bin/deno'), [
    'check',
    'entries.mts',
    'uses.mts',
  ]);
  expect(status, output).toBe(0);
}, 60_000);

test('a mistake is found: memory that is shared does not fit', async () => {
  writeFileSync(
    join(project, 'wrong.mts'),
    `import { load } from './dist/net.js';\nexport const logits: Float32Array<SharedArrayBuffer> = await (await load()).predict(new Uint8Array(3072));\n`,
  );
  const { status, output } = await check(versions.at(-1), ['wrong.mts'], {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    lib: ['es2022'],
  });
  expect(output).toMatch(/wrong\.mts\(2,14\): error TS2322/);
  expect(status).not.toBe(0);
}, 60_000);

describe('what is packed', () => {
  test('publint has nothing to say of any package', async () => {
    const { publint } = await import('publint');
    const { formatMessage } = await import('publint/utils');
    const said = [];
    for (const path of tarballs) {
      const { buffer, byteOffset, byteLength } = readFileSync(path);
      const { messages, pkg } = await publint({
        pack: { tarball: buffer.slice(byteOffset, byteOffset + byteLength) },
        strict: true,
      });
      said.push(...messages.map((message) => `${pkg.name}: ${formatMessage(message, pkg)}`));
    }
    expect(tarballs.length).toBeGreaterThan(10);
    expect(said).toEqual([]);
  }, 60_000);

  // It makes a program of TypeScript for each package and each way to find modules.
  test.skipIf(!thorough)(
    'are the types wrong? In no package (only with RESNET_COMPILE_THOROUGH=1)',
    async () => {
      for (const path of tarballs) {
        const { status, output } = await run(here, execPath, [
          join(here, 'node_modules/@arethetypeswrong/cli/dist/index.js'),
          path,
          '--profile',
          'esm-only',
          '--format',
          'ascii',
          '--no-color',
        ]);
        expect(status, `${basename(path)}\n${output}`).toBe(0);
      }
    },
    120_000,
  );
});
