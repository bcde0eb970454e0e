import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cifarResnet, resnet, resnet50, type Network } from '@resnet-compile/dsl';
import { totalBytes } from '@resnet-compile/runtime';
import { fillState, peakMemory, type PeakMemoryOptions } from '@resnet-compile/testing';
import { writeSafetensors } from '@resnet-compile/weights/safetensors';
import { expect, test } from 'vitest';
import { compileModule, compileTraining, type CompiledNetwork } from '@resnet-compile/driver';
import { built } from './built.ts';
import { importModule } from './compiled-module.ts';
import { folder } from './training-module.ts';

const nearlyNothing = resnet({ stages: [1], width: 4, stem: 'cifar', input: [3, 8, 8], classes: 2 });

const written = ({ name, module }: Pick<CompiledNetwork, 'name' | 'module'>): string => {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, module);
  return path;
};

const inference = (network: Network, name: string): CompiledNetwork =>
  compileModule(built(network, name), { target: 'cpu' });

const training = (network: Network, name: string, megabytes?: number): CompiledNetwork =>
  compileTraining(built(network, name), {
    target: 'cpu',
    ...(megabytes === undefined ? {} : { budget: { bytes: megabytes * 1e6, batch: 64 } }),
  });

/** Megabytes that a process has at most, without those of one that does as much with next to nothing. */
async function measured(compiled: CompiledNetwork, host: CompiledNetwork, options: PeakMemoryOptions): Promise<number> {
  const { weights: _, ...hosts } = options;
  return ((await peakMemory(written(compiled), options)) - (await peakMemory(written(host), hosts))) / 1e6;
}

/** What emitting a step's kernels leaves in V8's young generation, of which no plan knows; it is collected when V8 likes. */
const emitting = 16;

const expectAsPlanned = (found: number, planned: number): void => {
  expect(found).toBeLessThan(1.1 * planned + emitting);
  expect(found).toBeGreaterThan(0.9 * planned);
};

test('inference takes the memory that the plan says', async () => {
  const compiled = inference(resnet50(), 'resnet50');
  const weights = join(folder, 'resnet50.safetensors');
  const { parameters } = importModule(compiled.module).model;
  writeFileSync(
    weights,
    writeSafetensors(Array.from(fillState(parameters), ([name, tensor]) => ({ name, ...tensor }))),
  );
  const found = await measured(compiled, inference(nearlyNothing, 'nothing'), {
    methods: ['predict', 'predict'],
    batch: 1,
    weights,
  });
  expectAsPlanned(found, totalBytes(compiled.summary.memory(1).inference!) / 1e6);
});

test.each([
  ['as it is best', undefined],
  ['within 260 MB', 260],
])('a training step %s takes the memory that the plan says', async (_, megabytes) => {
  const compiled = training(cifarResnet(110), 'resnet110', megabytes);
  const found = await measured(compiled, training(nearlyNothing, 'nothing'), {
    methods: ['trainStep', 'evaluate', 'trainStep'],
    batch: 64,
  });
  const { step, inference: evaluation } = compiled.summary.memory(64);
  const planned = (totalBytes(step!) + totalBytes(evaluation!)) / 1e6;
  expectAsPlanned(found, planned);
  if (megabytes !== undefined) expect(planned).toBeLessThan(megabytes);
});
