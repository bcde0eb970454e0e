import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { softwareVulkan } from '@resnet-compile/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { folderOf, run, runOn } from './command-line.ts';

const model = `import { conv, dense, globalAveragePool, network, relu } from 'resnet-compile';
export default network({ input: [4, 6, 5] }, {
  conv: conv(8, { kernel: 3 }),
  relu: relu(),
  pool: globalAveragePool(),
  fc: dense(2),
});
`;
const files = { 'model.ts': model, 'package.json': '{ "type": "module" }\n' };
let vulkan: string;
beforeAll(async () => {
  const { env } = await softwareVulkan();
  vulkan = Object.entries(env)
    .map(([name, value]) => `export ${name}='${value}'`)
    .join('; ');
});

describe('on a software adapter', () => {
  test('profile lists every kernel with its layer and its place in the file', async () => {
    const { code, stdout, stderr, changed } = await runOn(files, ['profile', 'model.ts', '--rounds', '1'], vulkan);
    expect({ code, stderr, changed }).toEqual({ code: 0, stderr: '', changed: false });
    const [head, ...lines] = stdout.trim().split('\n');
    expect(
      head!
        .split(/ {2,}/)
        .map((cell) => cell.trim())
        .filter(Boolean),
    ).toEqual(['ms', 'share', 'kernel', 'layer', 'place']);
    expect(lines.at(-1)).toMatch(
      /^[\d.]+ ms in \d+ kernels, batch 1, the least of 1 rounds each, scheduled for webgpu-software$/,
    );
    expect(
      lines
        .slice(0, -1)
        .map((line) => line.trim().split(/ {2,}/).slice(2))
        .filter(([kernel]) => !/tiles|products/.test(kernel!)),
    ).toEqual([
      ['conv', 'conv', 'model.ts:3:9'],
      ['pool', 'pool', 'model.ts:5:9'],
      ['fc', 'fc', 'model.ts:6:7'],
    ]);
  });

  test('tune writes a record beside the model, and builds use it', async () => {
    const folder = folderOf(files);
    const { code, stdout, stderr } = await run(folder, ['tune', 'model.ts', '--rounds', '1'], vulkan);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('wrote model.tune.json: resnet-compile model.ts --software-gpu uses it from now on');
    const path = join(folder, 'model.tune.json');
    const record = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, object>>;
    expect(Object.keys(record)).toEqual(['webgpu-software']);
    expect(Object.keys(record['webgpu-software']!)).toEqual([
      '4×6×5 → 8×6×5, 3×3 filters, stride 1×1, padding 1×1, 1 group',
      '8×1×1 → 2×1×1, 1×1 filters, stride 1×1, padding 0×0, 1 group',
    ]);
    const shaders = async (winograd: number | undefined): Promise<number> => {
      for (const schedule of Object.values(record['webgpu-software']!))
        Object.assign(schedule, { winograd, tile: { pixels: 4, channels: 4 } });
      writeFileSync(path, JSON.stringify(record));
      expect((await run(folder, ['model.ts', '--target', 'webgpu', '--software-gpu'])).code).toBe(0);
      const text = readFileSync(join(folder, 'dist/model.js'), 'utf8');
      return text.split('"conv.tiles"').length;
    };
    // A name in each list of dispatches where the schedule is Winograd's, in addition to those of the other kind of adapter.
    expect(await shaders(4)).toBeGreaterThan(await shaders(undefined));
  }, 300_000);
});

describe('on the CPU', () => {
  test('profile lists every kernel, with arithmetic where there is any', async () => {
    const { code, stdout, stderr, changed } = await runOn(files, [
      'profile',
      'model.ts',
      '--device',
      'cpu',
      '--rounds',
      '2',
      '--batch',
      '3',
      '--threads',
      '2',
    ]);
    expect({ code, stderr, changed }).toEqual({ code: 0, stderr: '', changed: false });
    const [head, ...lines] = stdout.trim().split('\n');
    expect(
      head!
        .split(/ {2,}/)
        .map((cell) => cell.trim())
        .filter(Boolean),
    ).toEqual(['ms', 'share', 'GFLOP/s', 'of peak', 'GB/s', 'algorithm', 'shape', 'kernel', 'layer', 'place']);
    expect(lines.slice(0, 3).map((line) => line.trim().split(/ {2,}/).slice(-5))).toEqual([
      [expect.stringMatching(/^3×3 (direct|F\([24]×[24]\))$/), '4×6×5 → 8×6×5', 'conv', 'conv', 'model.ts:3:9'],
      ['mean', '8×6×5 → 8×1×1', 'pool', 'pool', 'model.ts:5:9'],
      ['matrix product', '8×1×1 → 2×1×1', 'fc', 'fc', 'model.ts:6:7'],
    ]);
    expect(lines[3]).toMatch(/^[\d.]+ ms in 3 kernels, batch 3, 2 threads, 256 bits, medians of 2 rounds$/);
    expect(lines[4]).toMatch(
      /^[\d.]+ GFLOP\/s of the direct method's arithmetic; multiplying and adding in registers reaches [\d.]+\./,
    );
  });

  test('as JSON, its numbers belong together', async () => {
    const { code, stdout } = await runOn(files, [
      'profile',
      'model.ts',
      '--device',
      'cpu',
      '--rounds',
      '2',
      '--v8-flags',
      'leave',
      '--json',
    ]);
    expect(code).toBe(0);
    const { kernels, milliseconds, conditions } = JSON.parse(stdout) as {
      kernels: Record<string, number>[];
      milliseconds: number;
      conditions: Record<string, number>;
    };
    expect(conditions).toMatchObject({ device: 'cpu', batch: 1, threads: 1, rounds: 2, bits: 128 });
    expect(kernels.reduce((sum, kernel) => sum + kernel['milliseconds']!, 0)).toBeCloseTo(milliseconds);
    const [conv, pool, fc] = kernels;
    // Two for each multiply-add: 8×6×5 results of 4 channels and 3×3 pixels; 2 of 8.
    expect(conv!['gigaflops']! * conv!['milliseconds']! * 1e6).toBeCloseTo(2 * 8 * 6 * 5 * 4 * 9);
    expect(fc!['gigaflops']! * fc!['milliseconds']! * 1e6).toBeCloseTo(2 * 2 * 8);
    expect(fc!['ofPeak']! * conditions['peakGigaflops']!).toBeCloseTo(fc!['gigaflops']!);
    expect(pool).not.toHaveProperty('gigaflops');
  });
});

test('profile and tune show mistakes in shapes as a build does', async () => {
  const wrong = {
    ...files,
    'model.ts': model.replace('relu: relu()', 'relu: relu(), more: conv(8, { kernel: 9, padding: 0 })'),
  };
  const { stderr: expected } = await runOn(wrong, ['model.ts']);
  expect(expected).toContain('model.ts:4:');
  for (const command of ['profile', 'tune'])
    expect(await runOn(wrong, [command, 'model.ts', '--device', 'cpu'])).toEqual({
      code: 1,
      stdout: '',
      stderr: expected,
      changed: false,
    });
});

test('f16 on the CPU is refused', async () => {
  const { code, stderr } = await runOn(files, ['profile', 'model.ts', '--device', 'cpu', '--precision', 'f16']);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: '--precision f16 is for WebGPU; the CPU computes in float32. Leave --device cpu out\n',
  });
});

test.each([
  ['profile', '--threads', '0'],
  ['tune', '--batch', '1.5'],
  ['profile', '--rounds', 'x'],
])('%s %s %s is refused', async (command, option, value) => {
  const { code, stderr, changed } = await runOn(files, [command, 'model.ts', option, value]);
  expect({ code, changed }).toEqual({ code: 1, changed: false });
  expect(stderr).toMatch(new RegExp(`^${option} is .*; expected a positive whole number$`, 'm'));
});

test.each([
  [
    'no JSON',
    '{',
    /^model\.tune\.json is no record of resnet-compile tune: .*JSON.*; nothing was written\. Delete it, or run resnet-compile tune model\.ts again\.$/m,
  ],
  ['a list', '[]', /expected an object of targets, found \[\]/],
  [
    'another algorithm',
    '{"webgpu":{"p":{"winograd":3,"tile":{"pixels":4,"channels":4}}}}',
    /at "webgpu" → "p" → "winograd": expected 2, 4 or nothing, found 3/,
  ],
  [
    'another memory',
    '{"webgpu":{"p":{"workgroup":"no","tile":{"pixels":4,"channels":4}}}}',
    /at "webgpu" → "p" → "workgroup": expected true or nothing, found "no"/,
  ],
  ['no tile', '{"webgpu":{"p":{}}}', /at "webgpu" → "p" → "tile" → "pixels": expected a whole number, found undefined/],
])('a record that is %s is named', async (_, text, message) => {
  const { code, stderr, changed } = await runOn({ ...files, 'model.tune.json': text }, ['model.ts']);
  expect({ code, changed }).toEqual({ code: 1, changed: false });
  expect(stderr).toMatch(message);
});

test('without a driver, profile and tune say so and write nothing', async () => {
  for (const command of ['profile', 'tune']) {
    const { code, stderr, changed } = await runOn(
      files,
      [command, 'model.ts'],
      'export VK_ICD_FILENAMES=/nowhere.json; unset LD_LIBRARY_PATH',
    );
    expect({ code, changed }).toEqual({ code: 1, changed: false });
    expect(stderr).toMatch(/WebGPU finds no adapter\. It needs a Vulkan, Metal or Direct3D 12 driver/);
  }
});
