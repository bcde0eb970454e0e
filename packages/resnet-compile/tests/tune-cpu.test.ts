import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTuningRecord, type TuningRecord } from '@resnet-compile/compiler';
import { conv, dense, globalAveragePool, network, relu } from '@resnet-compile/dsl';
import { units } from '@resnet-compile/testing';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { describe, expect, test } from 'vitest';
import { compileModule, stagesOf, type TargetName } from '@resnet-compile/driver';
import { folderOf, run } from './command-line.ts';

const model = (text: string): string =>
  `import { conv, dense, globalAveragePool, network, relu } from 'resnet-compile';\nexport default ${text};\n`;
const odd =
  'network({ input: [5, 13, 11] }, { first: conv(16, { kernel: 3, stride: 2 }), relu: relu(), second: conv(20, { kernel: 3 }), third: conv(20, { kernel: 3 }), pool: globalAveragePool(), fc: dense(3) })';
const second = '16×7×6 → 20×7×6, 3×3 filters, stride 1×1, padding 1×1, 1 group';
const third = '20×7×6 → 20×7×6, 3×3 filters, stride 1×1, padding 1×1, 1 group';

test('tune measures the convolutions that have a choice, keeps what it knows of other targets, and builds use it', async () => {
  const known = {
    webgpu: { 'a product': { winograd: 2, tile: { pixels: 4, channels: 8 } } },
    cpu: { [third]: { tile: { pixels: 6, channels: 8 } }, another: { tile: { pixels: 12, channels: 16 } } },
  };
  const folder = folderOf({
    'model.ts': model(odd),
    'package.json': '{ "type": "module" }\n',
    'model.tune.json': JSON.stringify(known),
  });
  const { code, stdout, stderr } = await run(folder, [
    'tune',
    'model.ts',
    '--device',
    'cpu',
    '--rounds',
    '2',
    '--threads',
    '2',
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^2 products on the CPU, batch 1, 2 threads, 256 bits, medians of 2 rounds, summed over layers$/m,
  );
  const path = join(folder, 'model.tune.json');
  const record = parseTuningRecord(readFileSync(path, 'utf8'));
  const tile = { pixels: 12, channels: 16 };
  const measured = { tile, ...(record['cpu']![second]!.winograd ? { winograd: expect.any(Number) } : {}) };
  expect(record).toEqual({
    ...known,
    cpu: { ...known.cpu, [second]: measured, [third]: { ...record['cpu']![third], tile } },
  });
  for (const product of [second, third]) {
    const { winograd } = record['cpu']![product]!;
    expect(stdout).toMatch(
      new RegExp(
        `^${product}: ${winograd ? `Winograd F\\(${winograd}×${winograd}, 3×3\\)` : 'direct'}, tile of 12×16, [\\d.]+ ms; the slowest of 3 took [\\d.]+ ms$`,
        'm',
      ),
    );
  }
  const transforms = async (winograd: number | undefined): Promise<number> => {
    writeFileSync(path, JSON.stringify({ cpu: { [second]: { winograd, tile }, [third]: { winograd, tile } } }));
    expect((await run(folder, ['model.ts', '--target', 'cpu'])).code).toBe(0);
    return readFileSync(join(folder, 'dist/model.js'), 'utf8').split('"transform":').length - 1;
  };
  expect([await transforms(undefined), await transforms(2), await transforms(4)]).toEqual([0, 2, 2]);
}, 100_000);

describe('a build with a record', () => {
  const net = network(
    { input: [5, 13, 11] },
    {
      first: conv(16, { kernel: 3, stride: 2 }),
      relu: relu(),
      second: conv(20, { kernel: 3 }),
      third: conv(20, { kernel: 3 }),
      pool: globalAveragePool(),
      fc: dense(3),
    },
  );
  const folder = temporaryFolder('tuned-');
  const build = (record?: TuningRecord, target: TargetName = 'cpu'): string => {
    const stages = stagesOf(net, { name: 'net' });
    if ('problems' in stages) throw new Error('the network has problems');
    return compileModule(stages, { target, record }).module;
  };
  const tile = { pixels: 12, channels: 16 };
  const forced = (winograd: 2 | 4 | undefined): TuningRecord => ({
    cpu: Object.fromEntries([second, third].map((product) => [product, { ...(winograd ? { winograd } : {}), tile }])),
  });
  const logitsOf = async (name: string, module: string): Promise<Float32Array> => {
    writeFileSync(join(folder, `${name}.mjs`), module);
    const { load } = (await import(join(folder, `${name}.mjs`))) as {
      load(
        options: object,
      ): Promise<{ predict(images: Float32Array): Promise<Float32Array>; dispose(): Promise<void> }>;
    };
    const loaded = await load({ device: 'cpu', seed: 3 });
    const logits = await loaded.predict(units('images', 0, 4 * 5 * 13 * 11));
    await loaded.dispose();
    return logits;
  };

  test('computes by the algorithm that it names, and nearly the same', async () => {
    const modules = [build(forced(undefined)), build(forced(2)), build(forced(4))];
    expect(new Set(modules).size).toBe(3);
    const [direct, ...others] = await Promise.all(modules.map((module, index) => logitsOf(`m${index}`, module)));
    const largest = Math.max(...direct!.map(Math.abs));
    expect(largest).toBeGreaterThan(0.01);
    for (const logits of others) {
      expect(logits.length).toBe(4 * 3);
      expect(Math.max(...logits.map((value, index) => Math.abs(value - direct![index]!))) / largest).toBeLessThan(1e-5);
    }
  });

  test.each<readonly [string, TuningRecord]>([
    [
      'was measured with another register tile',
      {
        cpu: {
          [second]: { tile: { pixels: 6, channels: 16 } },
          [third]: { winograd: 4, tile: { pixels: 12, channels: 8 } },
        },
      },
    ],
    [
      'is of other shapes',
      { cpu: { '16×7×7 → 20×7×7, 3×3 filters, stride 1×1, padding 1×1, 1 group': { winograd: 4, tile } } },
    ],
    ['is of another target', { webgpu: forced(4)['cpu']!, 'webgpu-software': forced(2)['cpu']! }],
    [
      'wants Winograd where it cannot be',
      {
        cpu: {
          '5×13×11 → 16×7×6, 3×3 filters, stride 2×2, padding 1×1, 1 group': { winograd: 4, tile },
          '20×1×1 → 3×1×1, 1×1 filters, stride 1×1, padding 0×0, 1 group': { winograd: 2, tile },
        },
      },
    ],
    [
      'names what every object has',
      parseTuningRecord(
        `{"__proto__":{"constructor":{"tile":{"pixels":12,"channels":16}}},"cpu":{"__proto__":{"winograd":4,"tile":{"pixels":12,"channels":16}}}}`,
      ),
    ],
  ])('is the same as without where the record %s', (_, record) => expect(build(record)).toBe(build()));

  test('in plain JavaScript, which has the direct algorithm alone, is the same as without', () =>
    expect(build(forced(4), 'js')).toBe(build(undefined, 'js')));
});
