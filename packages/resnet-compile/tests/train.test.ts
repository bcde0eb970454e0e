import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentsOf, folderOf, run, runOn } from './command-line.ts';

const imports = `import * as dsl from 'resnet-compile';\n`;
const small = `dsl.resnet({ stages: [1], width: 8, stem: 'cifar', input: [3, 8, 8], classes: 2 })`;
const model = `${imports}export default ${small};\n`;
const moduleType = '{ "type": "module" }\n';
const importNatively = createRequire(import.meta.url);

/** Without sizes and times, which change with every improvement. */
const masked = (text: string): string =>
  text.replaceAll(/[\d.]+ (MB|kB|B|s)\b/g, '… $1').replaceAll(/[\d.]+×\)/g, '…×)');

describe.concurrent('--train', () => {
  test('writes the training step beside the network: the whole report', async ({ expect }) => {
    const folder = folderOf({ 'model.ts': model, 'package.json': moduleType });
    const { code, stdout, stderr } = await run(folder, ['model.ts', '--train']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(masked(stdout)).toMatchFileSnapshot('golden/report-train.txt');
    expect(Object.keys(contentsOf(folder))).toEqual([
      'dist',
      'dist/model.d.ts',
      'dist/model.js',
      'dist/model.train.d.ts',
      'dist/model.train.js',
      'model.ts',
      'package.json',
    ]);
  });

  test('the modules work, and what is trained runs in the other one', async () => {
    const folder = folderOf({
      'model.ts': `${imports}export default dsl.training(${small}, { optimizer: dsl.adamW(), ema: 0.5 });\n`,
      'package.json': moduleType,
    });
    expect((await run(folder, ['model.ts', '--train'])).code).toBe(0);
    const [net, trained] = ['model.js', 'model.train.js'].map((file) => importNatively(join(folder, 'dist', file))) as [
      never,
      never,
    ];
    const { load } = trained as { load: () => Promise<Record<string, (argument?: unknown) => Promise<never>>> };
    const training = await load();
    const images = Float32Array.from({ length: 4 * 192 }, (_, index) => ((index * 37) % 11) / 11 - 0.5);
    const losses: number[] = [];
    for (let step = 0; step < 20; step++)
      losses.push(
        (
          (await training['trainStep']!({ images, labels: Int32Array.of(0, 1, 1, 0), learningRate: 0.01 })) as {
            loss: number;
          }
        ).loss,
      );
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
    const predicting = await (
      net as { load: (options: object) => Promise<Record<string, (argument?: unknown) => Promise<never>>> }
    ).load({ device: 'cpu', weights: await training['stateDict']!() });
    expect(await predicting['predict']!(images)).toEqual(await training['predict']!(images));
  });

  test('the same input gives the same bytes twice', async () => {
    const written = await Promise.all(
      [1, 2].map(async () => {
        const folder = folderOf({ 'model.ts': model, 'package.json': moduleType });
        expect((await run(folder, ['model.ts', '--train'])).code).toBe(0);
        return contentsOf(folder);
      }),
    );
    expect(written[0]).toEqual(written[1]);
  });

  test('a declared training step without --train: the network alone, and the same bytes as without the declaration', async () => {
    const folders = [model, `${imports}export default dsl.training(${small});\n`].map((text) =>
      folderOf({ 'model.ts': text, 'package.json': moduleType }),
    );
    const [plain, declared] = await Promise.all(
      folders.map(async (folder) => {
        expect((await run(folder, ['model.ts'])).code).toBe(0);
        return contentsOf(folder);
      }),
    );
    expect(Object.keys(declared!)).toEqual(['dist', 'dist/model.d.ts', 'dist/model.js', 'model.ts', 'package.json']);
    expect(declared!['dist/model.js']).toBe(plain!['dist/model.js']);
  });

  test.each([
    [
      'for plain JavaScript',
      model,
      ['--target', 'js'],
      '--train compiles for WebAssembly and WebGPU; there is no training step in plain JavaScript. Leave --target js out\n',
    ],
    [
      'over an export of that name',
      `${model}const other = ${small};\nexport { other as 'model.train' };\n`,
      [],
      'two networks would be written to dist/model.train.js; nothing was written. Rename one of them, or compile them into different folders.\n',
    ],
  ] as const)('is refused %s', async (_, text, options, said) => {
    const { code, stdout, stderr, changed } = await runOn({ 'model.ts': text, 'package.json': moduleType }, [
      'model.ts',
      '--train',
      ...options,
    ]);
    expect({ code, stdout, stderr, changed }).toEqual({ code: 1, stdout: '', stderr: said, changed: false });
  });

  test('--memory-budget holds for weights, optimiser and evaluation too, and says what is the least', async () => {
    const deep = `${imports}export default dsl.cifarResnet(56);\n`;
    const reported = ({ stdout }: { readonly stdout: string }): number =>
      [...stdout.slice(stdout.indexOf('model.train.js')).matchAll(/([\d.]+) MB to (?:train|evaluate)/g)].reduce(
        (sum, [, megabytes]) => sum + Number(megabytes),
        0,
      );
    const [free, within, refused] = await Promise.all(
      [[], ['--memory-budget', '60MB'], ['--memory-budget', '30MB']].map((budget) =>
        runOn({ 'model.ts': deep, 'package.json': moduleType }, [
          'model.ts',
          '--train',
          '--target',
          'cpu',
          '--batch',
          '16',
          ...budget,
        ]),
      ),
    );
    expect(reported(free!)).toBeGreaterThan(70);
    expect(reported(within!)).toBeGreaterThan(40);
    expect(reported(within!)).toBeLessThanOrEqual(60);
    expect(refused).toMatchObject({ code: 1, changed: false });
    expect(refused!.stderr).toMatch(
      /^model: training on 16 images takes [\d.]+ MiB at the least, [\d.]+ MiB of it whatever is computed again; the memory budget allows 28\.6 MiB\. Allow more, or take a smaller batch\. Nothing was written\.\n$/,
    );
  });

  const thorough = process.env['RESNET_COMPILE_THOROUGH'] === '1';
  test.each(['cifarPlain(8)', ...(thorough ? ['cifarResnet(8)'] : [])])(
    'the least that is said of %s is enough',
    async (network) => {
      const files = { 'model.ts': `${imports}export default dsl.${network};\n`, 'package.json': moduleType };
      const within = (budget: string): ReturnType<typeof runOn> =>
        runOn(files, ['model.ts', '--train', '--target', 'cpu', '--batch', '32', '--memory-budget', budget]);
      const refused = await within('1KiB');
      expect(refused.stderr).toContain('the memory budget allows 1 KiB');
      const [, least] = /takes ([\d.]+) MiB at the least/.exec(refused.stderr)!;
      // Without a budget, they take 20 and 22.4 MiB.
      expect(Number(least)).toBeLessThan(20.5);
      expect(await within(`${least}MiB`)).toMatchObject({ code: 0, changed: true });
      expect(await within(`${Number(least) - 0.2}MiB`)).toMatchObject({ code: 1, changed: false });
    },
  );

  test('a network with dropout trains', async () => {
    const { code } = await runOn(
      {
        'model.ts': `${imports}export default dsl.network({ input: [3, 8, 8] }, { conv1: dsl.conv(4), drop: dsl.dropout(0.5), pool: dsl.globalAveragePool(), fc: dsl.dense(2) });\n`,
        'package.json': moduleType,
      },
      ['model.ts', '--train'],
    );
    expect(code).toBe(0);
  });

  test('a mistake in the declaration, where it stands', async () => {
    const { code, stderr, changed } = await runOn(
      {
        'model.ts': `${imports}export default dsl.training(${small}, {\n  optimizer: dsl.sgd({ momentun: 0.9 }),\n});\n`,
        'package.json': moduleType,
      },
      ['model.ts', '--train'],
    );
    expect({ code, stderr: `\n${stderr}`, changed }).toEqual({
      code: 1,
      changed: false,
      stderr: `
model.ts:3:24 error RC1101: sgd: there is no option "momentun"

  2 | export default dsl.training(dsl.resnet({ stages: [1], width: 8, stem: 'cifar', input: [3, 8, 8], classes: 2 }), {
> 3 |   optimizer: dsl.sgd({ momentun: 0.9 }),
    |                        ^^^^^^^^
  4 | });

  → did you mean momentum?

1 mistake; nothing was written.
`,
    });
  });

  test('a name that is none of the network, where it stands', async () => {
    const { code, stderr, changed } = await runOn(
      {
        'model.ts': `${imports}export default dsl.training(${small}, {\n  freeze: ['conv1', 'layr1'],\n});\n`,
        'package.json': moduleType,
      },
      ['model.ts', '--train'],
    );
    expect([code, changed]).toEqual([1, false]);
    expect(stderr).toMatch(
      /^model\.ts:3:11 error RC1102: training: freeze: nothing with parameters is named "layr1"\n[^]*\^[^]*→ did you mean "layer1"\? There are conv1, bn1, layer1, fc\n/,
    );
  });

  test('what is left to train', async () => {
    const folder = folderOf({
      'model.ts': `${imports}export default dsl.training(${small}, { freeze: ['conv1', 'bn1', 'layer1.*'] });\n`,
      'package.json': moduleType,
    });
    const { stdout } = await run(folder, ['model.ts', '--train']);
    expect(stdout.match(/^ {2}trains .*$/gm)).toEqual(['  trains            2 of 11 parameters (18 of 1,434 values)']);
    const declarations = readFileSync(join(folder, 'dist/model.train.d.ts'), 'utf8');
    expect(
      [declarations, readFileSync(join(folder, 'dist/model.d.ts'), 'utf8')].map((text) => /frozen\?/.test(text)),
    ).toEqual([true, false]);
    // The module that predicts says nothing of training.
    expect(readFileSync(join(folder, 'dist/model.js'), 'utf8')).not.toContain('"frozen"');
  });
});
