import { handMadeNetworks, resnetCombinations } from '@resnet-compile/testing';
import type { Network } from '@resnet-compile/dsl';
import { readTorch } from '@resnet-compile/weights';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { disagreements, jobOf } from './agreement.ts';
import { filledState } from './exported.ts';
import { oddNetworks } from './odd-networks.ts';
import { isTimms, outside, published, publishedJob, thorough, trained, trainedJob } from './oracles.ts';
import { python, withoutTorch } from '@resnet-compile/testing/python';
import { runModels, type Job, type JobResult } from './run-models.ts';

type Named = readonly [name: string, network: Network];

// Of the combinations every seventh: each value of each option is among them. The interpreter takes seconds for many channels.
const small: readonly Named[] = [
  ...oddNetworks,
  ...handMadeNetworks.filter(([name]) => thorough || name !== 'many zero channels'),
  ...resnetCombinations.filter((_, index) => thorough || index % 7 === 0),
];

/** Of this one, torch.save writes the state. */
const [keptName, kept] = resnetCombinations[0] ?? ['', undefined];
const saved = 'saved.pth';

describe.skipIf(!python)(`what PyTorch computes in float64 with a file that was exported${withoutTorch}`, () => {
  let results: ReadonlyMap<string, JobResult> = new Map();
  // One process for all: PyTorch takes seconds to start.
  beforeAll(async () => {
    const jobs: readonly Job[] = [
      ...small.map(([name, network]) => ({
        ...jobOf(name, network),
        ...(name === keptName ? { saved } : {}),
      })),
      ...trained.map(trainedJob),
      ...(thorough ? [] : published.map(publishedJob)),
    ];
    const found = await runModels(jobs);
    results = new Map(found.map((result, index) => [jobs[index]?.name ?? '', result]));
  }, 1_200_000);
  afterAll(() => {
    results = new Map();
  });

  const resultOf = (name: string): JobResult => {
    const result = results.get(name);
    if (!result) throw new Error(`PyTorch has no result of ${name}`);
    return result;
  };

  test('logits, gradients, losses and states are those of the reference', () => {
    const wrong = small.flatMap(([name, network]) => {
      const those = disagreements(network, resultOf(name));
      return those.length ? [`${name}: ${those.slice(0, 4).join('; ')}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  test("losses, gradients and states of training runs are the oracles'", () => {
    expect(trained).toHaveLength(thorough ? 32 : 5);
    expect(trained.flatMap((oracle) => outside(oracle, resultOf(oracle.case.name)))).toEqual([]);
  });

  test("logits of published networks are timm's", async () => {
    const far: string[] = [];
    // Where there are many, a few at a time: their weights are files.
    for (let first = 0; first < published.length; first += 8) {
      const some = published.slice(first, first + 8);
      const found = thorough ? await runModels(some.map(publishedJob)) : some.map(({ name }) => resultOf(name));
      for (const [index, one] of some.entries()) {
        const result = found[index];
        if (!result || !isTimms(one, result)) far.push(one.name);
      }
    }
    expect(far).toEqual([]);
    expect(published.length).toBeGreaterThan(thorough ? 60 : 5);
  }, 3_600_000);

  test('what torch.save writes of a state is read back, bit for bit', () => {
    if (!kept) throw new Error('no network');
    const tensors = readTorch(readFileSync(join(resultOf(keptName).folder, saved)));
    const expected = filledState(kept);
    const names = [...tensors.keys()].filter((each) => !each.endsWith('num_batches_tracked'));
    expect(names.sort()).toEqual([...expected.keys()].sort());
    for (const [each, { data }] of expected) expect(tensors.get(each)?.data).toEqual(data);
  });
});
