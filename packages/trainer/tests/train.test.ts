import { describe, expect, test } from 'vitest';
import { readCheckpoint, weightsOf, type Batch, type RunRecord, type TrainingEvent } from '../src/index.ts';
import { train, type TrainOptions } from '../src/browser/index.ts';
import { linear } from '../src/schedules.ts';
import { openTest, openTraining } from './small-data.ts';
import { smallModule } from './small-module.ts';

const small = smallModule();
const data = { train: openTraining(), test: openTest };
const schedule = linear({ from: 0.01, to: 0 });

type Options = Parameters<typeof train>[0];

/** Runs, and gives what was told, without times. */
async function trainAndTell(
  options: Partial<Options> = {},
): Promise<{ readonly summary: Awaited<ReturnType<typeof train>>; readonly events: readonly TrainingEvent[] }> {
  const events: TrainingEvent[] = [];
  const onEvent = (event: TrainingEvent): void => void events.push('time' in event ? { ...event, time: 0 } : event);
  const summary = await train({
    network: await small.load({ seed: 5 }),
    data,
    epochs: 3,
    schedule,
    seed: 7,
    ...options,
    onEvent: async (event) => (onEvent(event), options.onEvent?.(event)),
  });
  return { summary, events };
}
const checkpoints = (events: readonly TrainingEvent[]) => events.filter((event) => event.kind === 'checkpoint');
const records = (events: readonly TrainingEvent[]): readonly RunRecord[] =>
  events.filter((event) => event.kind === 'step' || event.kind === 'epoch' || event.kind === 'evaluation');

test('three epochs: what is told, in its order, and a network that has learnt', async () => {
  const { summary, events } = await trainAndTell();
  const kinds = events
    .filter(({ kind }) => kind !== 'evaluating')
    .map((event) => `${event.kind}${'step' in event ? ` ${event.step}` : ''}`);
  const epoch = (n: number): readonly string[] => [
    ...Array.from({ length: 20 }, (_, k) => `step ${(n - 1) * 20 + k + 1}`),
    `epoch ${n * 20}`,
    `checkpoint ${n * 20}`,
    `evaluation ${n * 20}`,
    `checkpoint ${n * 20}`,
  ];
  expect(kinds).toEqual(['start 0', ...epoch(1), ...epoch(2), ...epoch(3)]);
  const steps = events.filter((event) => event.kind === 'step');
  expect(steps.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 60 }, (_, k) => Math.floor(k / 20) + 1));
  expect(steps[0]).toMatchObject({ images: 16, learningRate: 0.01 });
  expect(steps[59]!.learningRate).toBeCloseTo(0.01 / 60, 12);
  for (const epoch of events.filter((event) => event.kind === 'epoch')) {
    const own = steps.slice(epoch.step - 20, epoch.step);
    expect(epoch.loss).toBeCloseTo(own.reduce((sum, { loss }) => sum + loss, 0) / 20, 12);
    expect(epoch.accuracy).toBeCloseTo(own.reduce((sum, { accuracy }) => sum + accuracy, 0) / 20, 12);
    expect(epoch.images).toBe(320);
  }
  expect(summary).toMatchObject({ step: 60, finished: true });
  expect(summary.evaluation!.images).toBe(75);
  expect(summary.best!.top1).toBeGreaterThan(0.7);
  expect(steps[59]!.loss).toBeLessThan(steps[0]!.loss * 0.6);
});

test('each checkpoint, restored into a new network, leads to the same records and the same last checkpoint, bit for bit', async () => {
  const whole = await trainAndTell({ checkpointEvery: 7 });
  const saved = checkpoints(whole.events);
  expect(saved.map(({ step }) => step)).toEqual(expect.arrayContaining([7, 14, 20, 21, 28, 35, 42, 49, 56, 60]));
  for (const { step, bytes } of saved.slice(0, -1)) {
    const later = await trainAndTell({ checkpointEvery: 7, resume: bytes, network: await small.load({ seed: 1234 }) });
    expect(later.events[0]).toMatchObject({ kind: 'start', step });
    expect(records(later.events)).toEqual(records(whole.events).slice(readCheckpoint(bytes).records));
    expect(Buffer.from(checkpoints(later.events).at(-1)!.bytes).equals(saved.at(-1)!.bytes)).toBe(true);
    expect(later.summary).toEqual(whole.summary);
  }
});

test('another seed is another run', async () => {
  const [one, other] = [await trainAndTell({ epochs: 1 }), await trainAndTell({ epochs: 1, seed: 8 })];
  expect(records(one.events)).not.toEqual(records(other.events));
});

describe('a signal ends the run with a checkpoint from which it goes on', () => {
  test.each([
    ['step', 13],
    ['evaluating', 20],
    ['evaluation', 40],
  ] as const)('at an event of kind %s, step %i', async (kind, step) => {
    const whole = await trainAndTell({ checkpointEvery: 1000 });
    const controller = new AbortController();
    const first = await trainAndTell({
      checkpointEvery: 1000,
      signal: controller.signal,
      onEvent: (event) => void (event.kind === kind && event.step === step && controller.abort()),
    });
    expect(first.summary).toMatchObject({ finished: false, step });
    const { bytes } = checkpoints(first.events).at(-1)!;
    const second = await trainAndTell({ checkpointEvery: 1000, resume: bytes });
    expect([...records(first.events), ...records(second.events)]).toEqual(records(whole.events));
    expect(Buffer.from(checkpoints(second.events).at(-1)!.bytes).equals(checkpoints(whole.events).at(-1)!.bytes)).toBe(
      true,
    );
  });

  test('that was given before the first step: no step, no checkpoint', async () => {
    const { summary, events } = await trainAndTell({ signal: AbortSignal.abort() });
    expect([summary.step, events.map(({ kind }) => kind)]).toEqual([0, ['start']]);
  });

  test('a timer is let through between steps', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    const { summary } = await trainAndTell({
      steps: 1_000_000,
      epochs: undefined,
      checkpointEvery: 1e6,
      evaluateEvery: 1e6,
      signal: controller.signal,
    } as never);
    expect(summary.finished).toBe(false);
    expect(summary.step).toBeGreaterThan(0);
  });
});

test('a run in steps ends within an epoch; what was finished before makes no step', async () => {
  const { summary, events } = await trainAndTell({ epochs: undefined, steps: 33, evaluateEvery: 10 } as never);
  expect(summary).toMatchObject({ step: 33, finished: true, evaluation: { step: 33, epoch: 2 } });
  expect(events.filter(({ kind }) => kind === 'evaluation').map((event) => (event as { step: number }).step)).toEqual([
    10, 20, 30, 33,
  ]);
  const again = await trainAndTell({
    epochs: undefined,
    steps: 33,
    evaluateEvery: 10,
    resume: checkpoints(events).at(-1)!.bytes,
  } as never);
  expect([again.events.map(({ kind }) => kind), again.summary.evaluation]).toEqual([
    ['start'],
    expect.objectContaining({ step: 33 }),
  ]);
});

test('without test data there is no evaluation and no best', async () => {
  const { summary, events } = await trainAndTell({ data: { train: data.train }, epochs: 1 });
  expect([summary.evaluation, summary.best, checkpoints(events).map(({ isBest }) => isBest)]).toEqual([
    null,
    null,
    [false],
  ]);
});

test('with patience it ends where nothing gets better, and a run that went on from any checkpoint ends there too', async () => {
  // So small a rate changes nothing that the test set would see.
  const options = { epochs: 9, schedule: () => 1e-30, patience: 2, checkpointEvery: 20 };
  const { summary, events } = await trainAndTell(options);
  expect(summary).toMatchObject({ finished: true, step: 60, best: { step: 20 }, evaluation: { step: 60 } });
  for (const { step, bytes } of checkpoints(events)) {
    const later = await trainAndTell({ ...options, resume: bytes, network: await small.load({ seed: 1234 }) });
    expect(later.summary, `from step ${step}`).toEqual(summary);
  }
  await expect(trainAndTell({ data: { train: data.train }, patience: 2 })).rejects.toThrow(
    'train: there is patience, and no data.test',
  );
});

test('batches may have distributions as labels, and are given back', async () => {
  let released = 0;
  const mixed: TrainOptions['data']['train'] = (place) => {
    const plain = openTraining()(place);
    return {
      length: plain.length,
      async *[Symbol.asyncIterator]() {
        for await (const { images, labels } of plain) {
          const targets = new Float32Array(160);
          labels.forEach(
            (label, n) => ((targets[n * 10 + label] = 0.75), (targets[n * 10 + ((label + 1) % 10)] = 0.25)),
          );
          yield { images, labels: targets, indices: labels as Int32Array, release: () => void released++ };
        }
      },
    };
  };
  const { summary } = await trainAndTell({ data: { train: mixed, test: openTest }, epochs: 3 });
  expect(summary.best!.top1).toBeGreaterThan(0.6);
  expect(released).toBeGreaterThanOrEqual(59);
});

test('a checkpoint has the weights that the network has', async () => {
  const network = await small.load({ seed: 5 });
  const { events } = await trainAndTell({ network, epochs: 1 });
  const state = await network.stateDict();
  const loaded = await (
    await small.load({ weights: weightsOf(checkpoints(events)[0]!.bytes, Object.keys(state)) } as never)
  ).stateDict();
  expect(loaded).toEqual(state);
});

describe('what is wrong is said', () => {
  test('a loss that is not finite: the step, the epoch, the layer; nothing changed', async () => {
    const network = await small.load({ seed: 5 });
    const spoilt: TrainOptions['data']['train'] = (place) => {
      const plain = openTraining()(place);
      let step = place.start;
      return {
        length: plain.length,
        async *[Symbol.asyncIterator]() {
          for await (const batch of plain)
            yield step++ === 4 && place.epoch === 1
              ? { ...batch, images: new Float32Array(batch.images.length).fill(Number.NaN) }
              : batch;
        },
      };
    };
    const events: TrainingEvent[] = [];
    await expect(
      train({ network, data: { train: spoilt }, epochs: 3, schedule, onEvent: (event) => void events.push(event) }),
    ).rejects.toThrow(
      expect.objectContaining({
        name: 'TrainingError',
        message: expect.stringMatching(
          /^step 25, in epoch 2, failed: small: step 25: the loss is NaN; it began in .+; the step changed nothing/,
        ),
        cause: expect.objectContaining({ name: 'NonFiniteError' }),
      }),
    );
    expect(checkpoints(events).map(({ step }) => step)).toEqual([20]);
    expect(events.at(-1)).toMatchObject({ kind: 'step', step: 24 });
    expect(Object.values(await network.stateDict()).every((values) => values.every(Number.isFinite))).toBe(true);
  });

  test.each<readonly [string, Partial<Options>, string]>([
    [
      'no network',
      { network: {} as never },
      'train: network is {}; expected what load() of a module compiled with --train gives',
    ],
    [
      'no data',
      { data: {} as never },
      'train: data.train is missing; expected a function that opens an epoch, e.g. (place) => batches(dataset, { ...place, batchSize: 128 })',
    ],
    [
      'test data that are no function',
      { data: { train: data.train, test: [] as never } },
      'train: data.test is []; expected a function that opens the batches, e.g. () => batches(…)',
    ],
    [
      'no schedule',
      { schedule: 0.1 as never },
      'train: schedule is 0.1; expected a function of the step such as constant(0.1)',
    ],
    ['epochs and steps', { steps: 5 }, 'train: there are epochs and steps; expected one of them'],
    ['no epochs', { epochs: 0 }, 'train: epochs is 0; expected a whole number of at least 1'],
    [
      'half a checkpoint',
      { checkpointEvery: 0.5 },
      'train: checkpointEvery is 0.5; expected a whole number of at least 1',
    ],
    ['a seed that is none', { seed: Number.NaN }, 'train: seed is NaN; expected an integer'],
    [
      'an option that there is not',
      { epoch: 5 } as never,
      'train: there is no option "epoch"; did you mean epochs? There are network, data, epochs, steps, schedule, seed, checkpointEvery, evaluateEvery, patience, onEvent, signal',
    ],
    [
      'data of no batches',
      { data: { train: () => ({ length: 0, [Symbol.iterator]: () => [][Symbol.iterator]() }) } },
      'train: the length of what data.train opens is 0; expected a whole number of at least 1',
    ],
    [
      'labels that do not say how many',
      { data: { train: () => [{ images: new Float32Array(128), labels: new Float32Array(20) }] } },
      'a batch has [object Float32Array] as labels and no indices; expected an Int32Array of classes, or distributions and indices of images',
    ],
  ])('%s', async (_, options, message) => {
    await expect(trainAndTell(options)).rejects.toThrow(message);
  });

  test.each([
    [2, 'epoch 1 has 2 batches; expected 3'],
    [4, 'epoch 1 has more than 3 batches; expected 3'],
  ])('an epoch of %i batches that said three', async (count, message) => {
    const batch: Batch = { images: new Float32Array(128), labels: Int32Array.of(1, 2) };
    const open = (): AsyncIterable<Batch> & { readonly length: number } => ({
      length: 3,
      async *[Symbol.asyncIterator]() {
        for (let n = 0; n < count; n++) yield batch;
      },
    });
    await expect(trainAndTell({ data: { train: open }, epochs: 2 })).rejects.toThrow(message);
  });

  test('a checkpoint of another run', async () => {
    const { bytes } = checkpoints((await trainAndTell({ epochs: 1 })).events)[0]!;
    await expect(trainAndTell({ resume: bytes, seed: 8 })).rejects.toThrow(
      'the checkpoint is of a run with seed 7, this one has 8; go on with the same options, or start another run',
    );
    await expect(trainAndTell({ resume: bytes, data: { train: openTraining(32) } })).rejects.toThrow(
      'batchesPerEpoch 20, this one has 10',
    );
    await expect(trainAndTell({ resume: bytes, epochs: undefined, steps: 19 } as never)).rejects.toThrow(
      'the checkpoint is of step 20, and the run has 19; give it more, or start another run',
    );
  });
});
