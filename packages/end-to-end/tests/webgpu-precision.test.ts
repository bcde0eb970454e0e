import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, multiplyAddsOf } from '@resnet-compile/compiler';
import { cifarResnet } from '@resnet-compile/dsl';
import { oracles, useSoftwareVulkan } from '@resnet-compile/testing';
import { mapNames, matchState, readWeights } from '@resnet-compile/weights';
import { describe, expect, test } from 'vitest';
import { compileModule } from '@resnet-compile/driver';
import { built } from './built.ts';
import { importModule } from './compiled-module.ts';
import { distanceFromOracle, oracleImages, oracleNetwork, oracleState } from './oracle-network.ts';

await useSoftwareVulkan();
const gpu = (await import('webgpu')).create([]);
// RESNET_COMPILE_VULKAN names another driver; Mesa's has it since version 25.
const hasHalf = (await gpu.requestAdapter())!.features.has('shader-f16');
const skipped = hasHalf ? '' : ' (skipped: this adapter has no shader-f16)';

const networks = oracles
  .map((oracle) => ({ oracle, name: oracle.case.name, network: oracleNetwork(oracle.case) }))
  .filter(({ name, network }) => multiplyAddsOf(build(network, { name }).graph!) <= 0.1e9);

function load(
  network: ReturnType<typeof oracleNetwork>,
  name: string,
  weights: Readonly<Record<string, Float32Array>>,
) {
  return importModule(compileModule(built(network, name), { precision: 'f16', softwareGpu: true }).module).load({
    device: 'webgpu',
    weights,
    gpu,
  });
}

describe.skipIf(!hasHalf)(`stored as float16: logits within 1e-2 of PyTorch's${skipped}`, () => {
  test.each(networks.map((each) => [each.name, each] as const))(
    '%s',
    async (name, { oracle, network }) => {
      const loaded = await load(
        network,
        name,
        Object.fromEntries(Array.from(oracleState(oracle), ([tensor, { data }]) => [tensor, data])),
      );
      expect(distanceFromOracle(oracle, await loaded.predict(oracleImages(oracle, 2).data))).toBeLessThan(1e-2);
      await loaded.dispose();
    },
    600_000,
  );

  const shared = process.env['RESNET_COMPILE_SHARED'];
  test.skipIf(!shared)(
    `it classifies 500 images of CIFAR-10 as float32 does, but for two at most${shared ? '' : ' (RESNET_COMPILE_SHARED is not set)'}`,
    async () => {
      const network = cifarResnet(20, {
        shortcut: 'A-split',
        normalize: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
      });
      const { parameters } = importModule(compileModule(built(network, 'cifar'), { target: 'cpu' }).module).model;
      const state = matchState(
        mapNames(readWeights(readFileSync(join(shared!, 'weights/resnet20-12fca82f.th'))), parameters).mapped,
        parameters,
      );
      const weights = Object.fromEntries([...state.values()].map(({ name, data }) => [name, data]));
      const records = readFileSync(join(shared!, 'data/cifar-10-batches-bin/test_batch.bin'));
      const images = new Uint8Array(500 * 3072);
      for (let n = 0; n < 500; n++) images.set(records.subarray(n * 3073 + 1, (n + 1) * 3073), n * 3072);
      const loaded = await Promise.all([
        load(network, 'cifar', weights),
        importModule(compileModule(built(network, 'cifar'), { target: 'cpu' }).module).load({ weights }),
      ]);
      const [half, whole] = await Promise.all(loaded.map(async (each) => classesOf(await each.predict(images))));
      expect(half!.filter((label, n) => label !== whole![n]).length).toBeLessThanOrEqual(2);
      await Promise.all(loaded.map((each) => each.dispose()));
    },
    600_000,
  );
});

const classesOf = (logits: Float32Array): readonly number[] =>
  Array.from({ length: logits.length / 10 }, (_, n) => {
    const row = logits.subarray(n * 10, n * 10 + 10);
    return row.indexOf(Math.max(...row));
  });
