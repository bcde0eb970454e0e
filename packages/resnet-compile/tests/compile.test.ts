import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentsOf, folderOf, run, runOn } from './command-line.ts';

const imports = `import * as dsl from 'resnet-compile';\n`;
const small = (classes: number): string =>
  `dsl.resnet({ stages: [1], width: 8, stem: 'cifar', input: [3, 8, 8], classes: ${classes} })`;
const model = `${imports}export default ${small(2)};\n`;
const moduleType = '{ "type": "module" }\n';

/** Without sizes and times, which change with every improvement. */
const masked = (text: string): string => text.replaceAll(/[\d.]+ (kB|B|s)\b/g, '… $1').replaceAll(/[\d.]+×\)/g, '…×)');

describe.concurrent('--help and --version', () => {
  test('of the compiler', async ({ expect }) => {
    const { code, stdout, stderr } = await run(folderOf({}), ['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot('golden/help.txt');
  });

  test('of weights convert', async ({ expect }) => {
    const { code, stdout, stderr } = await run(folderOf({}), ['weights', 'convert', '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot('golden/help-weights-convert.txt');
  });

  test('--version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await run(folderOf({}), ['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe.concurrent('what is written, and what is said of it', () => {
  test('one network: the whole report', async ({ expect }) => {
    const folder = folderOf({ 'model.ts': model, 'package.json': moduleType });
    const { code, stdout, stderr } = await run(folder, ['model.ts']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(masked(stdout)).toMatchFileSnapshot('golden/report.txt');
    const { length } = readFileSync(join(folder, 'dist/model.js'));
    expect(stdout).toContain(`file              ${(length / 1000).toFixed(1)} kB, `);
    expect(Object.keys(contentsOf(folder))).toEqual([
      'dist',
      'dist/model.d.ts',
      'dist/model.js',
      'model.ts',
      'package.json',
    ]);
  });

  test('outputs are reported, and declared with their shapes', async ({ expect }) => {
    const tapped = small(2).replace('classes', "outputs: ['layer1', 'layer1.0.conv1'], classes");
    const folder = folderOf({ 'model.ts': `${imports}export default ${tapped};\n`, 'package.json': moduleType });
    const { stdout } = await run(folder, ['model.ts', '--target', 'cpu']);
    expect(stdout).toContain('  outputs           layer1 8×8×8, layer1.0.conv1 8×8×8\n');
    const declared = readFileSync(join(folder, 'dist/model.d.ts'), 'utf8');
    expect(declared).toContain('  readonly "layer1": readonly [8, 8, 8];\n');
    expect(declared).toContain('  run(images: Images, options?: TakeOptions): Promise<Outputs>;\n');
  });

  test('several files with several exports, into a folder of choice; a value has a module under each of its names', async () => {
    const folder = folderOf({
      'nets/model.ts': `${model}export const other = ${small(3)};\nexport const unused = 1;\n`,
      'second.mjs': `${imports}const net = ${small(4)};\nexport { net, net as default };\n`,
      'package.json': moduleType,
    });
    const { code, stdout, stderr } = await run(folder, ['nets/model.ts', 'second.mjs', '--out', 'a/b']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^\S.*$/gm)).toEqual(['a/b/model.js', 'a/b/other.js', 'a/b/second.js', 'a/b/net.js']);
    expect(Object.keys(contentsOf(join(folder, 'a/b')))).toHaveLength(8);
    const { 'second.js': second, 'net.js': net } = contentsOf(join(folder, 'a/b'));
    expect(net).toBe(second!.replace('"./second.d.ts"', '"./net.d.ts"').replace('"name":"second"', '"name":"net"'));
  });

  test.each(['cpu', 'js'] as const)('the same input gives the same bytes twice, --target %s', async (target) => {
    const folders = [folderOf({ 'model.ts': model }), folderOf({ 'model.ts': model })];
    const written = await Promise.all(
      folders.map(async (folder) => {
        expect((await run(folder, ['model.ts', '--target', target])).code).toBe(0);
        return contentsOf(folder);
      }),
    );
    expect(written[0]).toEqual(written[1]);
    expect(/^const hostCode = \(\) => \(\{emit: /m.test(written[0]!['dist/model.js']!)).toBe(target === 'cpu');
  });

  test('--precision f16 changes the kernels for WebGPU alone', async () => {
    const texts = await Promise.all(
      (['f32', 'f16'] as const).map(async (precision) => {
        const folder = folderOf({ 'model.ts': model });
        expect((await run(folder, ['model.ts', '--precision', precision])).code).toBe(0);
        return contentsOf(folder)['dist/model.js']!;
      }),
    );
    expect(texts.map((text) => text.includes('enable f16;'))).toEqual([false, true]);
    const [whole, half] = texts.map((text) => /^cpu: .*$/m.exec(text)?.[0]);
    expect(whole).toBeDefined();
    expect(half).toBe(whole);
  });

  test('compiling again replaces, and leaves what is not its own', async () => {
    const folder = folderOf({
      'model.ts': model,
      'dist/model.js': 'old',
      'dist/mine.txt': 'mine',
      'dist/package.json': moduleType,
    });
    expect((await run(folder, ['model.ts'])).code).toBe(0);
    const { 'dist/mine.txt': mine, 'dist/model.js': module } = contentsOf(folder);
    expect([mine, /^\/\/ @ts-self-types="\.\/\w+\.d\.ts"\n\/\/ Compiled by resnet-compile\./.test(module!)]).toEqual([
      'mine',
      true,
    ]);
  });
});

const wrote = (why: string): string => `wrote dist/package.json with "type": "module", since ${why}\n`;

describe.concurrent('the nearest package.json', () => {
  test.each([
    ['says commonjs', { 'package.json': '{ "type": "commonjs" }' }, wrote('package.json says "type": "commonjs"')],
    ['says nothing', { 'package.json': '{}' }, wrote('package.json says nothing of it')],
    ['says module', { 'package.json': moduleType }, undefined],
    [
      'is that of the output folder and says module',
      { 'package.json': '{}', 'dist/package.json': moduleType },
      undefined,
    ],
  ] as const)('%s', async (_, files, note) => {
    const folder = folderOf({ ...files, 'model.ts': model });
    const { code, stdout } = await run(folder, ['model.ts']);
    expect(code).toBe(0);
    expect(stdout.endsWith(note ?? ' s\n\n')).toBe(true);
    const own = contentsOf(folder)['dist/package.json'];
    expect(own).toBe(note === undefined && !('dist/package.json' in files) ? undefined : moduleType);
    if (note !== undefined) expect((await run(folder, ['model.ts'])).stdout).not.toContain('wrote');
  });

  test('there is none', async ({ skip }) => {
    const folder = folderOf({ 'model.ts': model });
    const { code, stdout } = await run(folder, ['model.ts']);
    if (stdout.includes('package.json says')) skip('a package.json lies above the folder for temporary files');
    expect([code, stdout.split('\n\n').at(-1)]).toEqual([0, wrote('there is no package.json above it')]);
  });

  test.each([
    [
      'commonjs',
      '{ "type": "commonjs" }',
      'dist/package.json says "type": "commonjs", so that Node would not load the compiled modules beside it as ES modules; nothing was written. Add "type": "module" to it, or choose another folder with --out.\n',
    ],
    [
      'nothing',
      '{}',
      'dist/package.json says no "type", so that Node would not load the compiled modules beside it as ES modules; nothing was written. Add "type": "module" to it, or choose another folder with --out.\n',
    ],
  ])('the output folder has its own that says %s', async (_, content, said) => {
    const { code, stdout, stderr, changed } = await runOn({ 'model.ts': model, 'dist/package.json': content }, [
      'model.ts',
    ]);
    expect({ code, stdout, stderr, changed }).toEqual({ code: 1, stdout: '', stderr: said, changed: false });
  });

  test('it is no JSON', async () => {
    const { code, stderr, changed } = await runOn({ 'model.ts': model, 'package.json': '{' }, ['model.ts']);
    expect([code, changed]).toEqual([1, false]);
    expect(stderr).toMatch(/^cannot read package\.json: .+\n$/);
  });
});

const elsewhere = 'nothing was written. Choose another place with --out.\n';

describe.concurrent('what cannot be written leaves no trace', () => {
  test.each([
    [
      'the output folder is a file',
      { dist: 'mine' },
      ['--out', 'dist'],
      `cannot write dist: a file stands where the folder should be; ${elsewhere}`,
    ],
    [
      'the output folder lies in a file',
      { dist: 'mine' },
      ['--out', 'dist/deeper'],
      `cannot write dist/deeper: a part of the path is a file; ${elsewhere}`,
    ],
    [
      'a folder has the name of the module',
      { 'dist/model.js/x': '' },
      [],
      `cannot write dist/model.js: a folder of that name exists; ${elsewhere}`,
    ],
    [
      'a folder has the name of the declarations',
      { 'dist/model.js': 'old', 'dist/model.d.ts/x': '' },
      [],
      `cannot write dist/model.d.ts: a folder of that name exists; ${elsewhere}`,
    ],
    [
      'two networks of one name',
      { 'deeper/model.ts': model },
      ['deeper/model.ts'],
      'two networks would be written to dist/model.js; nothing was written. Rename one of them, or compile them into different folders.\n',
    ],
    [
      'the module would replace its own model file',
      { 'own.js': model.replaceAll('model', 'own') },
      ['own.js', '--out', '.'],
      'the network own would be written over own.js, which it is made from; nothing was written. Choose another folder with --out.\n',
    ],
    [
      'an option that there is not',
      {},
      ['--output', 'dist'],
      "error: unknown option '--output'\n(Did you mean --out?)\n(the options are --version, --out, --target, --precision, --software-gpu, --train, --memory-budget, --batch, --timeout, --dump-ir, --stop-after, --verify-each, --time-passes; resnet-compile --help shows how it is used)\n",
    ],
    [
      'a target that there is not',
      {},
      ['--target', 'gpu'],
      `--target is "gpu"; expected 'cpu', 'js' or 'webgpu'; did you mean 'cpu'?\n`,
    ],
    [
      'float16 for the CPU',
      {},
      ['--target', 'cpu', '--precision', 'f16'],
      '--precision f16 is for WebGPU; the CPU computes in float32. Leave --target cpu out\n',
    ],
    [
      'a time limit that is none',
      {},
      ['--timeout', 'soon'],
      '--timeout is "soon"; expected a positive number of seconds\n',
    ],
  ] as const)('%s', async (_, files, options, said) => {
    const { code, stdout, stderr, changed } = await runOn({ ...files, 'model.ts': model, 'package.json': moduleType }, [
      'model.ts',
      ...options,
    ]);
    expect({ code, stdout, stderr, changed }).toEqual({ code: 1, stdout: '', stderr: said, changed: false });
  });

  test.skipIf(process.platform === 'win32')(
    'a disk that takes no more: a limit to the size of files stands for it',
    async () => {
      const { code, stdout, stderr, changed } = await runOn(
        { 'model.ts': model, 'package.json': moduleType },
        ['model.ts', '--out', 'a/b'],
        'ulimit -f 4',
      );
      expect({ code, stdout, stderr, changed }).toEqual({
        code: 1,
        stdout: '',
        stderr: `cannot write a/b/model.js: the file would be larger than is allowed; ${elsewhere}`,
        changed: false,
      });
    },
  );
});
