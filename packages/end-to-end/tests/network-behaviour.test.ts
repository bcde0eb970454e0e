import { cifarResnet, network, normalize, conv, globalAveragePool, dense, resnet } from '@resnet-compile/dsl';
import { fillState, images } from '@resnet-compile/testing';
import { writeSafetensors } from '@resnet-compile/weights';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { describe, expect, test } from 'vitest';
import { compiledModule } from './compiled-module.ts';

const small = resnet({ stages: [1, 1], width: 8, stem: 'cifar', input: [3, 9, 7], classes: 5 });
const size = 3 * 9 * 7;
const some = (count: number, step = 0): Float32Array => images(step, [count, 3, 9, 7]).data;

const folder = temporaryFolder('weights ');

describe.each(['cpu', 'js'] as const)('a network compiled for %s', (target) => {
  const { load, model } = compiledModule(small, target);
  const state = (seed: number): Record<string, Float32Array> =>
    Object.fromEntries(Array.from(fillState(model.parameters, { seed }), ([name, { data }]) => [name, data]));

  test('two loads give the same bits, and a network of its own each', async () => {
    const [a, b] = await Promise.all([load({ weights: state(1) }), load({ weights: state(1) })]);
    expect(await a.predict(some(3))).toEqual(await b.predict(some(3)));
    await a.loadStateDict(state(2));
    expect(await a.predict(some(3))).not.toEqual(await b.predict(some(3)));
  });

  test('calls that overlap resolve in their order, each with its own result', async () => {
    const network = await load({ weights: state(1) });
    const alone = [];
    for (const step of [0, 1, 2, 3]) alone.push(await network.predict(some(step + 1, step)));
    const order: number[] = [];
    const together = await Promise.all(
      [0, 1, 2, 3].map(async (step) => {
        const logits = await network.predict(some(step + 1, step));
        order.push(step);
        return logits;
      }),
    );
    expect([together, order]).toEqual([alone, [0, 1, 2, 3]]);
  });

  test('a state that is loaded between two calls holds for the second alone', async () => {
    const [network, other] = [await load({ weights: state(1) }), await load({ weights: state(2) })];
    const [before, , after, given] = await Promise.all([
      network.predict(some(2)),
      network.loadStateDict(state(2)),
      network.predict(some(2)),
      network.stateDict(),
    ]);
    expect(before).not.toEqual(after);
    expect(after).toEqual(await other.predict(some(2)));
    expect(given).toEqual(state(2));
  });

  test('results of a call are not those of the next: every result is a copy, so is the state', async () => {
    const network = await load({ weights: state(1) });
    const first = await network.predict(some(1));
    const kept = first.slice();
    await network.predict(some(1, 1));
    expect(first).toEqual(kept);
    for (const values of Object.values(await network.stateDict())) values.fill(0);
    expect(await network.predict(some(1))).toEqual(kept);
  });

  test('a record that is changed after the call changes nothing', async () => {
    const record = state(1);
    const network = await load({ weights: record });
    const before = await network.predict(some(1));
    for (const values of Object.values(record)) values.fill(7);
    expect([await network.predict(some(1)), await network.stateDict()]).toEqual([before, state(1)]);
  });

  test('a bad record changes nothing, and everything that is wrong is listed at once', async () => {
    const network = await load({ weights: state(1) });
    const before = await network.predict(some(2));
    const { 'fc.bias': _, 'conv1.weight': filters, ...rest } = state(2);
    const bad = {
      ...rest,
      'conv1.weight': filters!.subarray(1),
      surplus: new Float32Array(1),
      'bn1.num_batches_tracked': new Float32Array(1),
    };
    await expect(network.loadStateDict(bad)).rejects.toThrow(
      new Error(`these weights are not those of model:
  conv1.weight is 215 values, expected 8×3×3×3
  missing fc.bias (5)
  unexpected surplus
convert other names with: resnet-compile weights convert IN --model model.ts --out OUT.safetensors`),
    );
    await expect(network.loadStateDict({ ...state(2), 'fc.bias': [1, 2, 3, 4, 5] as never })).rejects.toThrow(
      new TypeError('model: the weights "fc.bias" are [1,2,3,4,5]; expected a Float32Array'),
    );
    await expect(network.loadStateDict(undefined as never)).rejects.toThrow(
      /^model: weights are undefined; expected a safetensors file by path, URL or bytes, or a record/,
    );
    expect([await network.predict(some(2)), await network.stateDict()]).toEqual([before, state(1)]);
  });

  test('of names that are all others, the first of each side are listed', async () => {
    const other = Object.fromEntries(Object.entries(state(1)).map(([name, values]) => [`module.${name}`, values]));
    const [first, ...lines] = await load({ weights: other }).then(
      () => [],
      (error: Error) => error.message.split('\n'),
    );
    expect(first).toBe('these weights are not those of model:');
    expect(lines.slice(0, 2)).toEqual(['  missing conv1.weight (8×3×3×3)', '  missing bn1.weight (8)']);
    expect(lines.slice(5, 7)).toEqual([
      `  … and ${model.parameters.length - 5} more`,
      '  unexpected module.conv1.weight',
    ]);
    expect(lines.length).toBe(13);
  });

  test('num_batches_tracked is ignored, and never given', async () => {
    const network = await load({ weights: { ...state(1), 'bn1.num_batches_tracked': new Float32Array(1) } });
    expect(Object.keys(await network.stateDict())).toEqual(model.parameters.map(({ name }) => name));
  });

  test('weights by path, URL, bytes and record are the same weights', async () => {
    const bytes = writeSafetensors(
      Array.from(fillState(model.parameters, { seed: 1 }), ([name, tensor]) => ({ name, ...tensor })),
    );
    const path = join(folder, `${target} weights.safetensors`);
    writeFileSync(path, bytes);
    const expected = await (await load({ weights: state(1) })).predict(some(2));
    for (const weights of [
      path,
      pathToFileURL(path),
      pathToFileURL(path).href,
      bytes,
      bytes.slice().buffer as ArrayBuffer,
    ]) {
      expect(await (await load({ weights })).predict(some(2))).toEqual(expected);
    }
  });

  test('the seed decides the initial state: the same twice, another from another', async () => {
    const states = await Promise.all(
      [undefined, 0, 1, 1].map(async (seed) => (await load(seed === undefined ? {} : { seed })).stateDict()),
    );
    expect(states[0]).toEqual(states[1]);
    expect(states[2]).toEqual(states[3]);
    for (const { name, shape } of model.parameters) {
      if (shape.length > 1) expect(states[1]![name]).not.toEqual(states[2]![name]);
    }
    // He et al. 2015: filters of deviation √(2/fan-out).
    const filters = states[1]!['layer2.0.conv2.weight']!;
    const deviation = Math.sqrt(filters.reduce((sum, value) => sum + value * value, 0) / filters.length);
    expect(deviation / Math.sqrt(2 / (16 * 9))).toBeCloseTo(1, 1);
  });

  test('bytes stand for 0…1', async () => {
    const network = await load({ weights: state(1) });
    const bytes = Uint8Array.from({ length: 2 * size }, (_, index) => (index * 37) % 256);
    expect(await network.predict(bytes)).toEqual(await network.predict(Float32Array.from(bytes, (byte) => byte / 255)));
  });

  test('a part of a larger array is that part', async () => {
    const network = await load({ weights: state(1) });
    const all = await network.predict(some(3));
    expect(await network.predict(some(3).subarray(size, 2 * size))).toEqual(all.slice(5, 10));
  });

  test.each([
    [new Float32Array(size + 1), 'model: images have 190 values; expected a multiple of 3×9×7 = 189'],
    [new Float64Array(size), 'model: images are a Float64Array; expected a Float32Array or Uint8Array'],
    [[1, 2, 3], 'model: images are [1,2,3]; expected a Float32Array or Uint8Array'],
    [undefined, 'model: images are undefined; expected a Float32Array or Uint8Array'],
  ])('images that are none: %#', async (wrong, said) => {
    const network = await load({ weights: state(1) });
    await expect(network.predict(wrong as Float32Array)).rejects.toThrow(new TypeError(said));
    expect(await network.predict(some(1))).toHaveLength(5);
  });

  test('a disposed network: calls before it finish, calls after it say so', async () => {
    const network = await load({ weights: state(1) });
    const [before] = await Promise.all([network.predict(some(1)), network.dispose()]);
    expect(before).toHaveLength(5);
    const disposed = new Error('model is disposed');
    await expect(network.predict(some(1))).rejects.toThrow(disposed);
    await expect(network.stateDict()).rejects.toThrow(disposed);
    await expect(network.loadStateDict(state(1))).rejects.toThrow(disposed);
    await network.dispose();
  });

  test('weights that are not there', async () => {
    await expect(load({ weights: join(folder, 'nowhere.safetensors') })).rejects.toThrow(
      `cannot read the weights ${join(folder, 'nowhere.safetensors')}: ENOENT: no such file or directory`,
    );
    await expect(load({ weights: new Uint8Array(3) })).rejects.toThrow('safetensors: the file has 3 bytes');
    const { 'fc.bias': _, ...rest } = state(1);
    await expect(load({ weights: rest })).rejects.toThrow(
      'these weights are not those of model:\n  missing fc.bias (5)\n',
    );
  });

  test("weights of another network's shape in a file", async () => {
    const bytes = writeSafetensors(
      Array.from(fillState(model.parameters), ([name, { shape, data }]) => ({
        name,
        shape: name === 'fc.weight' ? [...shape].reverse() : shape,
        data,
      })),
    );
    await expect(load({ weights: bytes })).rejects.toThrow('\n  fc.weight is 16×5, expected 5×16\n');
  });

  test('a device that there is not', async () => {
    await expect(load({ device: 'gpu' as 'cpu' })).rejects.toThrow(
      `model: load: device is "gpu"; expected 'auto', 'cpu' or 'webgpu'; did you mean 'cpu'?`,
    );
  });
});

describe('batches of any size give the same bits for each image', () => {
  const { load, summary } = compiledModule(cifarResnet(8), 'cpu');

  test('1, 3 and 1000 images', async () => {
    const network = await load({ seed: 3 });
    const { data } = images(0, [1000, 3, 32, 32]);
    const all = await network.predict(data);
    // More than one run of the kernels: the images' activations together are larger than what a run may hold.
    expect(summary.arena * 1000).toBeGreaterThan(64 * 2 ** 20);
    const image = 3 * 32 * 32;
    for (const n of [0, 1, 2, 499, 998, 999])
      expect(await network.predict(data.subarray(n * image, (n + 1) * image))).toEqual(all.slice(n * 10, (n + 1) * 10));
    for (const n of [0, 255, 997])
      expect(await network.predict(data.subarray(n * image, (n + 3) * image))).toEqual(all.slice(n * 10, (n + 3) * 10));
  });
});

describe('normalize', () => {
  const mean = [0.485, 0.456, 0.406];
  const std = [0.229, 0.224, 0.225];
  const layers = { conv1: conv(8, { kernel: 3, stride: 2, bias: true }), pool: globalAveragePool(), fc: dense(4) };
  const input = [3, 11, 6] as const;

  test('as a first layer is what a caller would do to the images', async () => {
    const bytes = Uint8Array.from({ length: 2 * 3 * 66 }, (_, index) => (index * 91) % 256);
    const byHand = Float32Array.from(
      bytes,
      (byte, index) => (byte / 255 - mean[Math.floor(index / 66) % 3]!) / std[Math.floor(index / 66) % 3]!,
    );
    const [within, without] = [
      network({ input }, { normalize: normalize({ mean, std }), ...layers }),
      network({ input }, layers),
    ].map((net) => compiledModule(net));
    expect(within!.model.parameters).toEqual(without!.model.parameters);
    const found = await (await within!.load({ seed: 1 })).predict(bytes);
    const expected = await (await without!.load({ seed: 1 })).predict(byHand);
    const largest = Math.max(...expected.map(Math.abs));
    found.forEach((logit, index) => expect(Math.abs(logit - expected[index]!) / largest).toBeLessThan(1e-5));
  });
});
