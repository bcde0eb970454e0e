import { printModel } from '@resnet-compile/dsl/model-file';
import { randomNetwork, seed } from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { disagreements, jobOf } from './agreement.ts';
import { python, withoutTorch } from '@resnet-compile/testing/python';
import { runModels } from './run-models.ts';

/** How many: `npm run random` says so, else the test. */
const count = Number(process.env['RESNET_COMPILE_RANDOM'] ?? 40);
const from = Number(process.env['RESNET_COMPILE_SEED'] ?? seed);
/** A process of PyTorch for so many. */
const together = 100;

/** Some are ill-conditioned, such as norms of a few values: seeds 20151500, 30117. */
const tolerance = 1e-5;

test.skipIf(!python)(
  `PyTorch computes of random networks what the reference does, forward and in training${withoutTorch}`,
  async () => {
    const wrong: string[] = [];
    for (let first = from; first < from + count; first += together) {
      const seeds = Array.from({ length: Math.min(together, from + count - first) }, (_, index) => first + index);
      const networks = seeds.map((each) => randomNetwork(each));
      const results = await runModels(networks.map((network, index) => jobOf(`seed ${seeds[index]}`, network)));
      for (const [index, network] of networks.entries()) {
        const result = results[index];
        const those = result ? disagreements(network, result, tolerance) : ['nothing'];
        if (those.length) wrong.push(`seed ${seeds[index]}: ${those.slice(0, 4).join('; ')}\n${printModel(network)}`);
      }
    }
    expect(wrong).toEqual([]);
  },
  1_200_000,
);
