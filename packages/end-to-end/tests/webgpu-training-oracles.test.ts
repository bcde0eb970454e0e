import { familyTrainOracles, useSoftwareVulkan, type OracleCase } from '@resnet-compile/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AnyNetwork } from './oracle-network.ts';
import { leftOut, thorough } from './thorough.ts';
import { namedOracles, nothingOutside, trainOracle } from './train-oracle.ts';

let gpu: GPU;
beforeAll(async () => {
  await useSoftwareVulkan();
  gpu = (await import('webgpu')).create([]);
});

/**
 * Where we fall short, and by how much: single activations lie next to zero and are rounded to the other side of their
 * ReLU, as on the CPU, and as in PyTorch's own float32, whose gradients are 1e-2 off in cifar-preact29-bottleneck and 3e-3 in
 * cifar-resnext29-8x16. Compared with the float64 reference, five signs differ in the first step of the former and two in
 * that of the latter, of values below 4e-6; with the device's signs in the reference, gradients agree within 1e-5 and
 * 1.4e-5. Summing convolutions in blocks makes the forward pass a sixth more exact, and flips other signs.
 */
const shortOf = {
  'cifar-plain20': 5,
  'cifar-resnet56': 10,
  'cifar-preact29-bottleneck': 10,
  'cifar-resnext29-8x16': 2,
};

/**
 * The same in these: from the device's own state before a step, the float64 reference has its gradients within 4.6e-5 of their root
 * mean square at every element, in all steps but one each of the last three, which one sign of one ReLU divides: behind it
 * they agree as well, before it they are 1e-2 to 0.5 off. In the first, PyTorch's own path has the other sign.
 */
const shortOfFamily = { 'deep-average-down': 10, 'stride-8': 18, 'v2-deep-average-down': 58, 'blur-bottleneck': 310 };
/** And the losses that follow. */
const shortOfLosses: Readonly<Record<string, number>> = { 'deep-average-down': 3, 'blur-bottleneck': 5 };

describe(
  'on WebGPU too the training step says what PyTorch says: losses, gradients, change of the state, averages',
  { timeout: 1_800_000 },
  () => {
    const named = namedOracles(shortOf);
    const run = async (_: string, oracle: OracleCase<AnyNetwork>, times: number): Promise<void> =>
      expect(await trainOracle(oracle, 'webgpu', times, gpu, shortOfLosses[oracle.case.name])).toEqual(nothingOutside);
    const family = namedOracles(shortOfFamily, familyTrainOracles);
    // SwiftShader takes seconds to compile each.
    const isQuick = ([name]: (typeof named)[number]): boolean => ['mini-plain', 'mini-ema'].includes(name);
    test.each(named.filter(isQuick))('%s', run);
    test.skipIf(!thorough).each([...named, ...family].filter((each) => !isQuick(each)))(`%s${leftOut}`, run);
  },
);
