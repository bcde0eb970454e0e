import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, multiplyAddsOf } from '@resnet-compile/compiler';
import { images, softwareVulkan, type OracleCase } from '@resnet-compile/testing';
import { startChromium } from '@resnet-compile/testing/chromium';
import { beforeAll, describe, expect, test } from 'vitest';
import { oracleNetwork, oracleState } from './oracle-network.ts';
import { serveStrictly } from './strict-server.ts';
import { leftOut, thorough } from './thorough.ts';
import { labelsOf, trainedNetwork, trainedOracles } from './train-oracle.ts';
import { folder as temporary } from './training-module.ts';
import { compileTraining } from '@resnet-compile/driver';
import { built } from './built.ts';
import { binaryOf, runIn } from './user-project.ts';

const folder = join(temporary, 'hosts');
const sizeOf = ({ case: net }: OracleCase): number =>
  multiplyAddsOf(build(oracleNetwork(net), { name: net.name }).graph!);
/** The small half, or of it every other one: all of them train in Node. */
const cases = [...trainedOracles]
  .sort((a, b) => sizeOf(a) - sizeOf(b))
  .slice(0, Math.ceil(trainedOracles.length / 2))
  .filter((_, index) => thorough || index % 2 === 0);

/** Trains each case and gives its losses; the same file in every host. */
const program = `export async function lossesOf(names, read, gpu) {
  const losses = {};
  for (const name of names) {
    const { load } = await import('./' + name + '.js');
    const { weights, steps, learningRate } = await read(name);
    const network = await load({ device: 'webgpu', gpu, weights: Object.fromEntries(Object.entries(weights).map(([key, values]) => [key, Float32Array.from(values)])) });
    losses[name] = [network.device];
    for (const { images, labels, classes } of steps) {
      losses[name].push((await network.trainStep({ images: Float32Array.from(images), labels: classes ? Int32Array.from(labels) : Float32Array.from(labels), learningRate })).loss);
    }
    await network.dispose();
  }
  return losses;
}
`;
const names = JSON.stringify(cases.map(({ case: { name } }) => name));
const deno = `import { lossesOf } from './program.js';
console.log(JSON.stringify(await lossesOf(${names}, async (name) => JSON.parse(await Deno.readTextFile(name + '.json')))));
`;
const page = `import { lossesOf } from './program.js';
const result = await lossesOf(${names}, async (name) => (await fetch(name + '.json')).json()).catch((error) => ({ error: String(error.stack) }));
await fetch('result', { method: 'POST', body: JSON.stringify(result) });
`;

beforeAll(() => {
  mkdirSync(folder);
  for (const oracle of cases) {
    const { case: net } = oracle;
    writeFileSync(
      join(folder, `${net.name}.js`),
      compileTraining(built(trainedNetwork(net), net.name), { target: 'webgpu', softwareGpu: !thorough }).module,
    );
    writeFileSync(
      join(folder, `${net.name}.json`),
      JSON.stringify({
        weights: Object.fromEntries(Array.from(oracleState(oracle), ([name, { data }]) => [name, [...data]])),
        learningRate: net.train!.learningRate,
        steps: Array.from({ length: net.train!.steps }, (_, step) => ({
          images: [...images(step, [net.batch ?? 2, ...net.input], net.seed).data],
          labels: [...labelsOf(net, step)],
          classes: !net.train!.softTargets,
        })),
      }),
    );
  }
  const files = {
    'program.js': program,
    'deno.mjs': deno,
    'page.js': page,
    'package.json': '{ "type": "module" }',
    'index.html': '<!doctype html><title>training</title><script type="module" src="page.js"></script>',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});

/** PyTorch's losses, and the device. */
function expectLosses(found: Readonly<Record<string, readonly [string, ...number[]]>>): void {
  expect(Object.keys(found)).toEqual(cases.map(({ case: { name } }) => name));
  for (const {
    case: { name },
    train,
    float32,
  } of cases) {
    const [device, ...losses] = found[name]!;
    expect(device).toBe('webgpu');
    expect(losses).toHaveLength(train!.losses.length);
    losses.forEach((loss, step) =>
      expect(Math.abs(loss / train!.losses[step]! - 1), `${name}, step ${step}`).toBeLessThan(
        Math.max(1e-4, 10 * float32.losses!),
      ),
    );
  }
}

describe('the same file trains as PyTorch does on WebGPU', { timeout: 1_800_000 }, () => {
  test.skipIf(!thorough)(`in Deno, which then ends by itself${leftOut}`, async () => {
    const { env } = await softwareVulkan();
    const options = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    expectLosses(
      JSON.parse(
        await runIn(folder, 'env', [
          ...options,
          binaryOf('deno'),
          'run',
          '--no-prompt',
          '--unstable-webgpu',
          '--allow-read=.',
          'deno.mjs',
        ]),
      ) as never,
    );
  });

  test('in Chromium, under a strict Content-Security-Policy', async () => {
    const server = await serveStrictly(folder);
    const browser = await startChromium([
      '--enable-unsafe-webgpu',
      '--use-webgpu-adapter=swiftshader',
      '--enable-features=Vulkan',
    ]);
    try {
      const tab = await browser.newPage();
      await tab.goto(`${server.url}/index.html`);
      expectLosses((await server.result) as never);
    } finally {
      await browser.close();
      server.close();
    }
  });
});
