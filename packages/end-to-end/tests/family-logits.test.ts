import { images, useSoftwareVulkan, type FamilyNetwork } from '@resnet-compile/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LoadOptions } from '@resnet-compile/runtime';
import { compiledModule } from './compiled-module.ts';
import { familyMember } from './family-member.ts';
import { familyOracles, filledState } from './family-oracles.ts';
import { thorough } from './thorough.ts';

const batch = 2;

/** How far the logits of both images lie from timm's: at worst, relative to the largest of them; their norms and classes too. */
function distanceOf({ logits, logitsL2, argmax }: Required<FamilyNetwork>, found: Float32Array): number {
  const classes = found.length / batch;
  const largest = Math.max(...logits.flat().map(Math.abs));
  const distances = logits.flatMap((row, n) => {
    const of = found.subarray(n * classes, (n + 1) * classes);
    if (of.indexOf(Math.max(...of)) !== argmax[n]) return [Infinity];
    const byLogit = row.map((logit, index) => Math.abs(of[index]! - logit) / largest);
    return [...byLogit, Math.abs(Math.hypot(...of) / logitsL2[n]! - 1)];
  });
  return Math.max(...distances);
}

async function distance(one: FamilyNetwork, target: 'cpu' | 'js' | 'webgpu', options: LoadOptions): Promise<number> {
  const { name, input } = one as Required<FamilyNetwork>;
  const { load, model } = compiledModule(familyMember(name, { input }), target, name);
  const network = await load({ ...options, weights: filledState(model.parameters) });
  try {
    return distanceOf(one as Required<FamilyNetwork>, await network.predict(images(0, [batch, ...input]).data));
  } finally {
    await network.dispose();
  }
}

const named = (some: readonly FamilyNetwork[]) => some.map((one) => [one.name, one] as const);
const largest = thorough ? Infinity : 0.7e9;
const tried = familyOracles.filter(({ logits, multiplyAdds = 0 }) => logits && multiplyAdds <= largest);

test('54 networks take at most 0.7 G multiply-adds', () =>
  expect(tried.filter(({ multiplyAdds = 0 }) => multiplyAdds <= 0.7e9)).toHaveLength(54));

describe("logits from WebAssembly lie within 1e-4 of timm's", { timeout: 300_000 }, () => {
  test.each(named(tried))('%s', async (_, one) =>
    expect(await distance(one, 'cpu', { device: 'cpu' })).toBeLessThan(1e-4),
  );
});

/** One of each kind. */
const few = new Set([
  'test_resnet',
  'resnet10t',
  'resnetblur18',
  'resnetaa34d',
  'seresnet18',
  'skresnet18',
  'resnest14d',
  'resnetv2_18d',
]);
const some = tried.filter(({ name }) => few.has(name));

describe("logits from plain JavaScript lie within 1e-4 of timm's", { timeout: 300_000 }, () => {
  test.each(named(some))('%s', async (_, one) =>
    expect(await distance(one, 'js', { device: 'cpu' })).toBeLessThan(1e-4),
  );
});

describe("logits from WebGPU lie within 1e-4 of timm's", { timeout: 600_000 }, () => {
  let gpu: GPU;
  beforeAll(async () => {
    await useSoftwareVulkan();
    gpu = (await import('webgpu')).create([]);
  });
  test.each(named(some))('%s', async (_, one) =>
    expect(await distance(one, 'webgpu', { device: 'webgpu', gpu })).toBeLessThan(1e-4),
  );
});
