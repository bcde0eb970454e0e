import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cifarResnet } from '@resnet-compile/dsl';
import { useSoftwareVulkan } from '@resnet-compile/testing';
import { mapNames, matchState, readWeights } from '@resnet-compile/weights';
import { expect, test } from 'vitest';
import { compiledModule } from './compiled-module.ts';

const shared = process.env['RESNET_COMPILE_SHARED'];
const count = 100;
const normalize = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

test.skipIf(!shared)(`one module classifies ${count} images of CIFAR-10 on WebGPU as on the CPU`, async () => {
  await useSoftwareVulkan();
  const { create } = await import('webgpu');
  const gpu = create([]);
  const { load, model } = compiledModule(cifarResnet(20, { shortcut: 'A-split', normalize }), 'both');
  const found = readWeights(readFileSync(join(shared!, 'weights/resnet20-12fca82f.th')));
  const state = matchState(mapNames(found, model.parameters).mapped, model.parameters);
  const weights = Object.fromEntries([...state.values()].map(({ name, data }) => [name, data]));
  const { images, labels } = firstImages(readFileSync(join(shared!, 'data/cifar-10-batches-bin/test_batch.bin')));

  const [cpu, webgpu] = await Promise.all((['cpu', 'webgpu'] as const).map(async (device) => {
    const network = await load({ device, weights, gpu });
    expect(network.device).toBe(device);
    const logits = await network.predict(images);
    await network.dispose();
    return logits;
  }));
  const largest = Math.max(...cpu!.map(Math.abs));
  cpu!.forEach((logit, index) => expect(Math.abs(webgpu![index]! - logit)).toBeLessThan(1e-4 * largest));
  expect(classesOf(webgpu!)).toEqual(classesOf(cpu!));
  expect(classesOf(cpu!).filter((label, index) => label === labels[index]).length).toBeGreaterThan(85);
});

/** Records of a label and 3×32×32 bytes. */
function firstImages(bytes: Uint8Array): { readonly images: Uint8Array; readonly labels: readonly number[] } {
  const records = Array.from({ length: count }, (_, n) => bytes.subarray(n * 3073, (n + 1) * 3073));
  return { images: Uint8Array.from(records.flatMap((record) => [...record.subarray(1)])), labels: records.map((record) => record[0]!) };
}

const classesOf = (logits: Float32Array): readonly number[] =>
  Array.from({ length: count }, (_, n) => {
    const row = logits.subarray(n * 10, n * 10 + 10);
    return row.indexOf(Math.max(...row));
  });
