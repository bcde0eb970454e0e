import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sgd } from '@resnet-compile/dsl';
import { describe, expect, test } from 'vitest';
import {
  cosine,
  readCheckpoint,
  RankError,
  train,
  UnevenError,
  type Batch,
  type OpenBatches,
  type ParallelEngine,
  type TrainableNetwork,
  type TrainingEvent,
} from '../src/index.ts';
import { memoryEngines } from './memory-engines.ts';
import { openTest, openTraining } from './small-data.ts';
import { newFolder, smallModule } from './small-module.ts';

const options = { optimizer: sgd({ momentum: 0.9 }), ema: 0.9 };
const [plain, batchNormed] = [smallModule(options, { batchNorms: false }), smallModule(options)];

type Options = Parameters<typeof train>[0];
type Told = Partial<Options> & { readonly small?: typeof plain; readonly loadSeed?: number };

/** A run of one rank, with what it told, without times. */
async function runOf(engine: ParallelEngine | undefined, { small = plain, loadSeed = 5, ...more }: Told = {}) {
  const events: TrainingEvent[] = [];
  const network = more.network ?? (await small.load({ seed: loadSeed }));
  const summary = await train({
    network,
    data: { train: openTraining(), test: openTest },
    epochs: 1,
    schedule: cosine({ base: 0.05 }),
    seed: 7,
    progress: false,
    ...more,
    ...(engine ? { engine } : {}),
    onEvent: async (event) => {
      events.push('time' in event ? { ...event, time: 0 } : event);
      await more.onEvent?.(event);
    },
  });
  return { summary, events, state: await network.stateDict() };
}

const runAll = (ranks: number, toldOf: (rank: number) => Told = () => ({}), checkEvery?: number) =>
  Promise.all(memoryEngines(ranks, checkEvery).map((engine) => runOf(engine, toldOf(engine.rank))));
/** How each rank of a run that fails ended. */
const endsOf = async (ranks: number, toldOf: (rank: number) => Told, checkEvery?: number) =>
  (await Promise.allSettled(memoryEngines(ranks, checkEvery).map((engine) => runOf(engine, toldOf(engine.rank))))).map(
    (end) => (end.status === 'rejected' ? (end.reason as Error) : undefined),
  );
const lossesOf = (events: readonly TrainingEvent[]): readonly number[] =>
  events.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));

function expectNear(state: Record<string, Float32Array>, other: Record<string, Float32Array>, within: number): void {
  for (const [name, values] of Object.entries(state))
    for (const [i, value] of values.entries())
      expect(Math.abs(value - other[name]![i]!), `${name}[${i}]`).toBeLessThan(within);
}

describe.each([2, 4])('%d ranks', (count) => {
  test('without batch norms they make the steps that one process makes, but for rounding', async () => {
    const one = await runOf(undefined);
    const all = await runAll(count);
    const [first, ...others] = all;
    for (const { state, summary, events } of others) {
      expect(state).toEqual(first!.state);
      expect(summary).toEqual(first!.summary);
      expect(events).toEqual([]);
    }
    expectNear(first!.state, one.state, 2e-5);
    expect(first!.events.map(({ kind }) => kind).filter((kind) => kind !== 'evaluating')).toEqual(
      one.events.map(({ kind }) => kind).filter((kind) => kind !== 'evaluating'),
    );
    for (const [step, loss] of lossesOf(one.events).entries())
      expect(lossesOf(first!.events)[step]).toBeCloseTo(loss, 4);
    const { loss, ...counts } = first!.summary.evaluation!;
    expect(loss).toBeCloseTo(one.summary.evaluation!.loss, 4);
    expect(counts).toEqual({ ...one.summary.evaluation!, loss: undefined });
  });
});

test('a last batch of another size: images weigh the same, on whichever rank', async () => {
  // 320 images in six batches of 50 and one of 20, in shares of 16 and 17, 6 and 7.
  const data = { train: raggedTraining(50), test: openTest };
  const one = await runOf(undefined, { data });
  const [first] = await runAll(3, () => ({ data }));
  expectNear(first!.state, one.state, 2e-5);
  expect(first!.events.flatMap((event) => (event.kind === 'step' ? [event.images] : []))).toEqual([
    50, 50, 50, 50, 50, 50, 20,
  ]);
});

/** `openTraining`, with a smaller last batch, made of its batches of 10. */
function raggedTraining(batchSize: number): OpenBatches {
  const open = openTraining(10);
  return ({ start, ...place }) => {
    const length = Math.ceil(320 / batchSize);
    return {
      length,
      async *[Symbol.asyncIterator]() {
        let parts: Batch[] = [];
        let step = 0;
        const joined = (): Batch => ({
          images: Float32Array.from(parts.flatMap(({ images }) => [...images])),
          labels: Int32Array.from(parts.flatMap(({ labels }) => [...labels])),
        });
        for await (const part of open({ ...place, start: 0 })) {
          parts.push(part);
          if (parts.length * 10 < batchSize) continue;
          if (step++ >= start) yield joined();
          parts = [];
        }
        if (parts.length && step >= start) yield joined();
      },
    };
  };
}

test('with batch norms: the same weights and statistics on all ranks, other ones than of one process, and they learn', async () => {
  const [first, second] = await runAll(2, () => ({ small: batchNormed, epochs: 3 }));
  expect(second!.state).toEqual(first!.state);
  expect(first!.summary.evaluation!.top1).toBeGreaterThan(0.7);
});

test('ranks that were loaded with other seeds begin as rank 0', async () => {
  const [first, second] = await runAll(2, (rank) => ({ loadSeed: 5 + rank, steps: 3, epochs: undefined }) as Told);
  const [alike] = await runAll(2, () => ({ steps: 3, epochs: undefined }) as Told);
  expect(second!.state).toEqual(first!.state);
  expect(first!.state).toEqual(alike!.state);
});

test('rank 0 alone writes; the folder is gone on from by another number of ranks, in the middle of an epoch', async () => {
  const [whole, stopped] = [newFolder(), newFolder()];
  const told = { checkpointEvery: 5 };
  await runAll(2, () => ({ ...told, out: whole }));
  const controller = new AbortController();
  // The signal comes to the second rank alone: both end.
  let seen = 0;
  const ends = await runAll(2, (rank) => ({
    ...told,
    out: stopped,
    data: {
      train: (place) => {
        const opened = openTraining()(place);
        return {
          length: opened.length,
          async *[Symbol.asyncIterator]() {
            for await (const batch of opened) {
              if (rank === 1 && ++seen === 10) controller.abort();
              yield batch;
            }
          },
        };
      },
      test: openTest,
    },
    ...(rank === 1 ? { signal: controller.signal } : {}),
  }));
  const { step } = ends[0]!.summary;
  expect(ends.map(({ summary }) => [summary.finished, summary.step])).toEqual([
    [false, step],
    [false, step],
  ]);
  expect(step).toBeGreaterThan(5);
  expect(step).toBeLessThan(20);
  const { events, summary } = await runOf(undefined, { ...told, out: stopped });
  expect(events[0]).toMatchObject({ kind: 'start', step });
  expect(events[1]).toMatchObject({
    kind: 'notice',
    message:
      'the run had 2 ranks and has 1 rank now; it goes on with the same batches in the same order, cut into no shares: the sums are rounded otherwise, and batch norms normalise by whole batches',
  });
  expect(summary.finished).toBe(true);
  const of = (folder: string) =>
    readFileSync(join(folder, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; step: number; loss: number; images: number });
  expect(of(stopped).map(({ kind, step, images }) => [kind, step, images])).toEqual(
    of(whole).map(({ kind, step, images }) => [kind, step, images]),
  );
  for (const [index, { loss }] of of(whole).entries()) expect(of(stopped)[index]!.loss).toBeCloseTo(loss, 4);
});

test('the same checkpoint and number of ranks: the same bits', async () => {
  const whole = await runAll(2, () => ({ checkpointEvery: 5 }));
  const saved = whole[0]!.events.filter((event) => event.kind === 'checkpoint');
  const { bytes } = saved.find(({ step }) => step === 10)!;
  const later = await runAll(2, (rank) => ({ checkpointEvery: 5, ...(rank === 0 ? { resume: bytes } : {}) }));
  expect(later.map(({ state }) => state)).toEqual(whole.map(({ state }) => state));
  expect(readCheckpoint(bytes)).toMatchObject({ step: 10, setting: { ranks: 2 } });
});

describe('what fails on one rank ends all', () => {
  test('its data', async () => {
    const out = newFolder();
    const failing: OpenBatches = (place) => {
      const opened = openTraining()(place);
      return {
        length: opened.length,
        async *[Symbol.asyncIterator]() {
          let step = place.start;
          for await (const batch of opened) {
            if (step++ === 8) throw new Error('image 4 is damaged');
            yield batch;
          }
        },
      };
    };
    const ends = await endsOf(3, (rank) => ({
      out,
      ...(rank === 2 ? { data: { train: failing, test: openTest } } : {}),
    }));
    expect(ends.map((error) => error?.message)).toEqual([
      expect.stringMatching(
        /^rank 2: step 9, in epoch 1, failed: image 4 is damaged\. The last checkpoint is .*step-00000008\.safetensors; once/,
      ),
      'rank 2: step 9, in epoch 1, failed: image 4 is damaged',
      'step 9, in epoch 1, failed: image 4 is damaged',
    ]);
  });

  test('its evaluation', async () => {
    const broken = function* (): Generator<Batch> {
      yield* openTest();
      throw new Error('no more test images');
    };
    const ends = await endsOf(2, (rank) => ({ data: { train: openTraining(), test: rank === 1 ? broken : openTest } }));
    expect(ends.map((error) => error?.message)).toEqual([
      'rank 1: the evaluation after step 20 failed: no more test images',
      'the evaluation after step 20 failed: no more test images',
    ]);
  });

  test('its network, once the gradients were summed: no checkpoint is written of steps that not all made', async () => {
    const out = newFolder();
    const network = await plain.load({ seed: 5 });
    let steps = 0;
    const failing = {
      ...network,
      async trainStep(step: Parameters<typeof network.trainStep>[0]) {
        const result = await network.trainStep(step);
        if (++steps === 3) throw new Error('the device was lost');
        return result;
      },
    };
    const ends = await endsOf(2, (rank) => ({ out, ...(rank === 1 ? { network: failing } : {}) }));
    expect(ends[0]!.message).toBe(
      'rank 1: step 3, in epoch 1, failed: the device was lost. There is no checkpoint yet.',
    );
    expect(existsSync(join(out, 'checkpoints/step-00000002.safetensors'))).toBe(false);
  });

  test('whoever hears of the events', async () => {
    const ends = await endsOf(2, () => ({
      onEvent: ({ kind }) => {
        if (kind === 'epoch') throw new Error('the disk is full');
      },
    }));
    expect(ends.map((error) => error?.message)).toEqual(['the disk is full', 'rank 0: the disk is full']);
    expect(ends[1]!.cause).toBeInstanceOf(RankError);
  });

  test('weights that somebody changed: the rank and the place are named', async () => {
    const network = (await plain.load({ seed: 5 })) as TrainableNetwork & {
      readonly loadStateDict: (state: Record<string, Float32Array>) => Promise<void>;
    };
    let steps = 0;
    const changed = {
      ...network,
      async trainStep(step: Parameters<typeof network.trainStep>[0]) {
        const result = await network.trainStep(step);
        const state = await network.stateDict();
        if (++steps === 2) await network.loadStateDict({ ...state, 'fc.bias': state['fc.bias']!.fill(1) });
        return result;
      },
    };
    const ends = await endsOf(4, (rank) => (rank === 2 ? { network: changed } : {}), 3);
    for (const error of ends) {
      expect(error).toBeInstanceOf(UnevenError);
      expect(error!.message).toMatch(
        /^after step 3, rank 2 has other weights than rank 0: conv1\.weight, .* and \d+ more\. Every rank/,
      );
    }
  });
});

test.each<readonly [string, (rank: number) => Told, string]>([
  [
    'other options',
    (rank) => ({ evaluateEvery: 7 + rank }),
    'train: rank 0 has evaluateEvery 7, rank 1 has 8; expected the same program, options and data on every rank',
  ],
  [
    'a batch of fewer images than ranks',
    () => ({ data: { train: openTraining(1) } }),
    'train: the last batch of an epoch, batch 320, has 1 image for 2 ranks, and each needs one at least. Leave it out with dropLast: true of batches, or choose another batchSize',
  ],
  [
    'an engine that is none',
    () => ({ engine: 4 as unknown as ParallelEngine }),
    'train: engine is 4; expected what mpi() of @resnet-compile/mpi gives',
  ],
])('%s: refused before the first step, by all', async (_, toldOf, message) => {
  if (toldOf(0).engine) await expect(runOf(undefined, toldOf(0))).rejects.toThrow(message);
  else for (const error of await endsOf(2, toldOf)) expect(error?.message).toBe(message);
});
