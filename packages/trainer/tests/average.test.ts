import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sgd, type TrainingOptions } from '@resnet-compile/dsl';
import { describe, expect, test } from 'vitest';
import { evaluate, linear, train, weightsOf, type TrainableNetwork, type TrainingEvent } from '../src/index.ts';
import { openTest, openTraining } from './small-data.ts';
import { newFolder, smallModule } from './small-module.ts';

const optimizer = sgd({ momentum: 0.9 });
const declared = {
  plain: { optimizer },
  estimated: { optimizer, ema: 0.9 },
  averaged: { optimizer, ema: { decay: 0.9, statistics: 'averaged' } },
} satisfies Readonly<Record<string, TrainingOptions>>;
type Kind = keyof typeof declared;
const modules = new Map(Object.entries(declared).map(([kind, options]) => [kind, smallModule(options)]));
type Network = TrainableNetwork & {
  averagedStateDict(): Promise<Record<string, Float32Array>>;
  evaluateAveraged: unknown;
};
const load = async (kind: Kind, options: object = {}): Promise<Network> =>
  (await modules.get(kind)!.load({ seed: 5, ...options })) as Network;

async function run(kind: Kind, options: Partial<Parameters<typeof train>[0]> = {}) {
  const network = await load(kind);
  const events: TrainingEvent[] = [];
  const summary = await train({
    network,
    data: { train: openTraining(), test: openTest },
    epochs: 3,
    schedule: linear({ from: 0.1, to: 0.02 }),
    seed: 7,
    progress: false,
    ...options,
    onEvent: (event) => void events.push(event),
  });
  const checkpoints = events.filter((event) => event.kind === 'checkpoint');
  return {
    network,
    summary,
    evaluations: events.filter((event) => event.kind === 'evaluation'),
    checkpoints,
    last: checkpoints.at(-1)!.bytes,
  };
}

/** What a network with these weights does on the test data. */
const measured = async (kind: Kind, weights: Uint8Array): Promise<object> => {
  const { images, loss, top1, top5 } = await evaluate({ network: await load(kind, { weights }), batches: openTest() });
  return { images, loss, top1, top5 };
};

describe('a run of a network with an average', () => {
  test.each(['estimated', 'averaged'] as const)(
    'evaluates the average, says so, and keeps its best: %s statistics',
    async (kind) => {
      const { summary, evaluations, checkpoints, network, last } = await run(kind);
      const names = Object.keys(await network.stateDict());
      expect(evaluations.map(({ of }) => of)).toEqual(['average', 'average', 'average']);
      for (const evaluation of evaluations) {
        const { bytes } = checkpoints.findLast(({ step }) => step === evaluation.step)!;
        expect(evaluation).toMatchObject(await measured(kind, weightsOf(bytes, names, { average: true })));
        expect(evaluation).not.toMatchObject(await measured(kind, weightsOf(bytes, names)));
      }
      expect(summary.best!.top1).toBe(Math.max(...evaluations.map(({ top1 }) => top1)));
      expect(summary.evaluation).toMatchObject({ of: 'average', step: 60 });
      expect(await (await load(kind, { weights: weightsOf(last, names, { average: true }) })).stateDict()).toEqual(
        await network.averagedStateDict(),
      );
    },
  );

  test('estimates on the first batches of the epoch; the steps are those of a run that does not', async () => {
    const [estimated, averaged] = [await run('estimated'), await run('averaged')];
    expect(await estimated.network.stateDict()).toEqual(await averaged.network.stateDict());
    const state = await averaged.network.averagedStateDict();
    const found = await estimated.network.averagedStateDict();
    expect(Object.keys(state).filter((name) => String(found[name]) !== String(state[name]))).toEqual(
      Object.keys(state).filter((name) => name.includes('running')),
    );
    let index = 0;
    for await (const { images } of openTraining()({ seed: 7, epoch: 2, start: 0 }))
      if (index < 16) await averaged.network.estimateStatistics!({ images, index: index++ });
    expect(await averaged.network.averagedStateDict()).toEqual(found);
  });

  test('without test data too, its last checkpoint has statistics that are estimated', async () => {
    const [tested, untested] = [await run('estimated'), await run('estimated', { data: { train: openTraining() } })];
    const names = Object.keys(await tested.network.stateDict());
    const weights = (bytes: Uint8Array): Buffer => Buffer.from(weightsOf(bytes, names, { average: true }));
    expect(weights(untested.last).equals(weights(tested.last))).toBe(true);
  });

  test('leaves the average as the weights of its folder', async () => {
    const out = newFolder();
    const { network, summary } = await run('estimated', { out });
    const weights = readFileSync(join(out, 'weights.safetensors'));
    expect(await (await load('estimated', { weights })).stateDict()).toEqual(await network.averagedStateDict());
    expect(summary.evaluation).toMatchObject(await measured('plain', weights));
    expect(
      readFileSync(join(out, 'metrics.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"of":"average"')),
    ).toHaveLength(3);
  });

  test('fails as an evaluation does, where statistics cannot be estimated', async () => {
    const broken = await load('estimated');
    const network = {
      ...broken,
      estimateStatistics: async () => {
        throw new Error('bn1.running_mean of batch 0 is not finite');
      },
    };
    await expect(run('estimated', { network })).rejects.toThrow(
      'the evaluation after step 20 failed: bn1.running_mean of batch 0 is not finite',
    );
    await expect(run('estimated', { network, data: { train: openTraining() } })).rejects.toThrow(
      "the estimate of the average's statistics after step 60 failed: bn1.running_mean of batch 0 is not finite",
    );
  });
});

test('a network without an average is evaluated as it is, and its checkpoint has none', async () => {
  const { evaluations, network, last } = await run('plain');
  expect(evaluations.some((evaluation) => 'of' in evaluation)).toBe(false);
  const names = Object.keys(await network.stateDict());
  expect(evaluations.at(-1)).toMatchObject(await measured('plain', weightsOf(last, names)));
  expect(() => weightsOf(last, names, { average: true })).toThrow(
    'the checkpoint has no moving average: its network declares none (ema); leave average out',
  );
  expect(() => weightsOf(last, names, { averages: true } as never)).toThrow(
    'weightsOf: there is no option "averages"; did you mean average? There are average',
  );
  expect(() => weightsOf(last, names, { average: 1 } as never)).toThrow(
    'weightsOf: average is 1; expected true or false',
  );
});
