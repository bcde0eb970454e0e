import { oracles } from '@resnet-compile/testing';
import { startChromium } from '@resnet-compile/testing/chromium';
import { serveHub } from '@resnet-compile/testing/hub-server';
import { writeSafetensors, type Tensor } from '@resnet-compile/weights';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, preview } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import { oracleState } from './oracle-network.ts';
import { isInstalled, packAll, runIn, userProject } from './user-project.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What a page asks to be done: files to write, of which scripts are run, and commands of ours. */
type Step = { readonly file: string; readonly text: string } | { readonly command: readonly string[] };

const stepsOf = (page: string): readonly Step[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```(sh|ts|js)\n([^]*?)^```$/gm)].flatMap(
    ([, language, text]): readonly Step[] => {
      if (language === 'sh')
        return text!
          .split('\n')
          .filter((line) => /^(npx|mpirun) /.test(line))
          .map((line) => ({ command: line.replace(/#.*/, '').trim().split(/\s+/) }));
      const file = /^\/\/ ([\w-]+\.(?:ts|mjs))\n/.exec(text!)?.[1];
      return file === undefined ? [] : [{ file, text: text! }];
    },
  );

/** A file of weights as it is found on the web: under the names of `DataParallel`. */
const published = (name: string): Uint8Array => {
  const oracle = oracles.find(({ case: { name: found } }) => found === name)!;
  return writeSafetensors(
    Array.from(oracleState(oracle), ([parameter, tensor]): Tensor => ({ name: `module.${parameter}`, ...tensor })),
  );
};

const photo = (name: string) => readFileSync(join(root, 'packages/data/tests/fixtures/images', name));

/** Records of CIFAR-10's binary version: a label and 3×32×32 bytes. */
const records = (count: number): Uint8Array =>
  Uint8Array.from({ length: count * 3073 }, (_, at) => (at % 3073 ? (at * at) % 251 : (at / 3073) % 10));

const cifar = Object.fromEntries(
  [1, 2, 3, 4, 5, 0].map((batch) => [
    `data/cifar-10-batches-bin/${batch ? `data_batch_${batch}` : 'test_batch'}.bin`,
    records(6),
  ]),
);

interface Page {
  /** Files that the page's reader has downloaded or owns. */
  readonly given?: () => Readonly<Record<string, Uint8Array | string>>;
  /** What the hub has, by repository and file, where its scripts ask for it. */
  readonly hub?: () => Readonly<Record<string, Uint8Array>>;
  /** A program that not every machine has. */
  readonly needs?: string;
  /** What its scripts print. */
  readonly prints: Readonly<Record<string, RegExp>>;
}

const pages: Readonly<Record<string, Page>> = {
  'README.md': {
    given: () => ({
      ...cifar,
      'resnet50-0676ba61.pth': published('resnet50'),
      'photos/cat.jpg': photo('baseline-444.jpg'),
      'photos/dog.jpg': photo('orientation-6.jpg'),
    }),
    prints: {
      'run.mjs': /^class \d+\n$/,
      'classify.mjs': /^photos\/cat\.jpg: [^\n]+ \(\d+\.\d %\)\nphotos\/dog\.jpg: [^\n]+ \(\d+\.\d %\)\n$/,
      'step.mjs': /^loss \d\.\d+\n$/,
      'train.mjs': /^\d+\.\d % right$/m,
    },
  },
  'packages/data/README.md': {
    given: () => ({
      ...cifar,
      ...Object.fromEntries(
        ['train', 'val'].flatMap((split) =>
          ['church', 'tench'].map((name) => [`imagenette2/${split}/${name}/one.jpg`, photo('baseline-420.jpg')]),
        ),
      ),
    }),
    prints: {
      'train.mjs': /^\{ loss: \d+\.\d+, correct: \d+ \}\n$/,
      'folders.mjs': /^1 batches of 2 classes, 2 images to test on\n2 images, 301056 values\n$/,
    },
  },
  'packages/trainer/README.md': { given: () => cifar, prints: { 'train.mjs': /^\d+\.\d % right$/m } },
  'packages/mpi/README.md': { given: () => cifar, needs: 'mpirun', prints: { 'train.mjs': /^\d+\.\d % right$/m } },
  'packages/vision/README.md': {
    given: () => ({ 'cat.jpg': photo('orientation-6.jpg') }),
    hub: () => ({ 'timm/resnet18.a1_in1k/model.safetensors': published('resnet18') }),
    prints: { 'label.mjs': /^(\d+\.\d %  \D[^\n]+\n){3}$/ },
  },
  'packages/finetune/README.md': {
    given: () => ({
      ...Object.fromEntries(
        ['daisy', 'rose'].flatMap((name) =>
          ['baseline-420', 'baseline-444', 'orientation-6'].map((each, at) => [
            `flowers/${name}/${at}.jpg`,
            photo(`${each}.jpg`),
          ]),
        ),
      ),
      'rose.jpg': photo('orientation-6.jpg'),
    }),
    hub: () => ({ 'timm/resnet18.a1_in1k/model.safetensors': published('resnet18') }),
    prints: { 'flowers.mjs': /^(\d+\.\d %  (daisy|rose)\n){2}$/ },
  },
  'packages/analyse/README.md': {
    prints: {
      'look.mjs':
        /^(gradient by layer\d: \d\.\de[+-]\d+\n){3}whole: \d+\.\d+, without layer2\.1: \d+\.\d+\nbeside: \d+\.\d+\n$/,
    },
  },
  'packages/weights/README.md': {
    given: () => ({ 'resnet20.th': published('cifar-resnet20') }),
    prints: { 'convert.mjs': /^(\d+) tensors, \1 of other names\n$/ },
  },
  'packages/resnet-compile/README.md': { prints: { 'classify.mjs': /^class \d of 10\n$/ } },
  'packages/dsl/README.md': {
    prints: {
      'describe.mjs': /^\[ 1, 28, 28 \] 0\ndense: option features is -3; expected a positive integer\n$/,
      'print.mjs': /\nexport default resnet50\(\{ classes: 10 \}\);\n[^]*\n\nexport default network\(\{ input: /,
      'factor.mjs': /^\[ 'channels' \] 3\n$/,
    },
  },
  'packages/options/README.md': {
    prints: {
      'check.mjs':
        /^batches: there is no option "batchsize"; did you mean batchSize\? There are batchSize, shuffle\nbatches: batchSize is "2"; expected an integer of at least 1\nfine\n$/,
    },
  },
  'packages/ir/README.md': { prints: { 'print.mjs': /^graph %small \(\n +%0 = input : f32\[N,3,32,32\]\n/ } },
  'packages/compiler/README.md': { prints: { 'compile.mjs': /^40551040 multiply-adds, \d+ kernels\n$/ } },
  'packages/reference/README.md': { prints: { 'interpret.mjs': /^Float64Array\(1\) \[ 5\.5 \]\n$/ } },
  'packages/plan/README.md': { prints: { 'devices.mjs': /^cpu, webgpu\n$/ } },
  'packages/backend-cpu/README.md': { prints: { 'kernels.mjs': /^\d+ kernels, valid: true\n$/ } },
  'packages/backend-webgpu/README.md': { prints: { 'shaders.mjs': /^\d+ shaders\n$/ } },
  'packages/driver/README.md': { prints: { 'compile.mjs': /^\d+ parameters, 10 logits\n$/ } },
  'packages/module/README.md': { prints: { 'emit.mjs': /^10\n$/ } },
  'packages/onnx/README.md': { prints: { 'onnx.mjs': /^Relu\n$/ } },
  'packages/pytorch/README.md': { prints: { 'export.mjs': /^class Small\(nn\.Module\):\n$/ } },
  'packages/runtime/README.md': { prints: { 'sizes.mjs': /^cpu: \d+ kB\n/ } },
  'packages/source/README.md': { prints: { 'read.mjs': /RC1102: cifarResnet: depth is 21; expected 6n\+2/ } },
};

let project: string;

beforeAll(async () => {
  project = await userProject(await packAll());
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  cpSync(join(root, 'node_modules/@jsquash'), join(project, 'node_modules/@jsquash'), { recursive: true });
}, 180_000);

describe.each(Object.entries(pages))('%s', (page, { given, hub, needs, prints }) => {
  const isMissing = needs !== undefined && !isInstalled(needs);
  const leftOut = isMissing ? ` (left out: there is no ${needs})` : '';
  test.skipIf(isMissing)(
    `its commands and scripts, in their order, as printed${leftOut}`,
    async () => {
      const folder = join(project, page.replaceAll('/', '-'));
      for (const [name, content] of Object.entries(given?.() ?? {})) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), content);
      }
      mkdirSync(folder, { recursive: true });
      const steps = stepsOf(page);
      const commandsWith = (file: string) => steps.filter((step) => 'command' in step && step.command.includes(file));
      const served = hub && (await serveHub(hub()));
      const variables = served ? { HF_ENDPOINT: served.url, XDG_CACHE_HOME: join(folder, 'cache') } : {};
      const run = (program: string, ...options: readonly string[]): Promise<string> =>
        runIn(folder, program, options, undefined, variables);
      for (const step of steps) {
        if ('command' in step) {
          const printed = await run(step.command[0]!, ...step.command.slice(1));
          for (const file of step.command) if (prints[file]) expect(printed, file).toMatch(prints[file]);
          continue;
        }
        writeFileSync(join(folder, step.file), step.text);
        if (step.file.endsWith('.mjs') && !commandsWith(step.file).length)
          expect(await run(process.execPath, step.file), step.file).toMatch(prints[step.file]!);
      }
      served?.close();
      expect(steps.flatMap((step) => ('file' in step && step.file.endsWith('.mjs') ? [step.file] : [])).sort()).toEqual(
        Object.keys(prints).sort(),
      );
      for (const step of steps) {
        if ('file' in step && step.file.endsWith('.ts') && !commandsWith(step.file).length)
          await runIn(folder, 'npx', ['resnet-compile', step.file, '--out', 'others']);
      }
    },
    300_000,
  );
});

test('packages/vision/README.md: its page, bundled by Vite, labels a file that one chooses', async () => {
  // Where the README's commands, above, have compiled its model file.
  const folder = join(project, 'packages-vision-README.md');
  const [, text] = /^```html\n<!-- index\.html -->\n([^]*?)^```$/m.exec(
    readFileSync(join(root, 'packages/vision/README.md'), 'utf8'),
  )!;
  writeFileSync(join(folder, 'index.html'), `<link rel="icon" href="data:," />${text}`);
  await build({ root: folder, logLevel: 'error', configFile: false, build: { outDir: 'page', target: 'esnext' } });
  const [server, hub, browser] = await Promise.all([
    preview({ root: folder, logLevel: 'error', configFile: false, build: { outDir: 'page' }, preview: { port: 0 } }),
    serveHub({ 'timm/resnet18.a1_in1k/model.safetensors': published('resnet18') }),
    startChromium([]),
  ]);
  try {
    const tab = await browser.newPage();
    const wrong: string[] = [];
    tab.on('pageerror', (error) => wrong.push(String(error)));
    await tab.route('https://huggingface.co/**', async (route) => {
      const url = route.request().url().replace('https://huggingface.co', hub.url);
      await route.fulfill({ response: await route.fetch({ url }) });
    });
    await tab.goto(server.resolvedUrls!.local[0]!);
    await tab.waitForFunction(() => document.querySelector('input')!.onchange !== null, undefined, {
      timeout: 100_000,
    });
    await tab.setInputFiles('input', { name: 'cat.jpg', mimeType: 'image/jpeg', buffer: photo('orientation-6.jpg') });
    await tab.waitForFunction(() => document.querySelector('ol')!.innerText !== '', undefined, { timeout: 100_000 });
    expect(await tab.innerText('ol')).toMatch(/^(\d+\.\d % +\D[^\n]+(\n|$)){3}$/);
    expect(wrong).toEqual([]);
  } finally {
    await browser.close();
    hub.close();
    await server.close();
  }
}, 300_000);

test("README's figure of a ResNet-50's size is what it is", () => {
  const said = Number(
    /ResNet-50 is a file of (\d+) kB for both devices/.exec(readFileSync(join(root, 'README.md'), 'utf8'))![1],
  );
  const found = gzipSync(readFileSync(join(project, 'README.md/dist/model.js')), { level: 9 }).length / 1000;
  expect(Math.abs(said / found - 1), `${said} kB said, ${found} found`).toBeLessThan(0.03);
});
