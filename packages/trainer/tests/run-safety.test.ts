import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  constant,
  cosine,
  readCheckpoint,
  train,
  weightsOf,
  type Batch,
  type Batches,
  type OpenBatches,
  type OpenedBatches,
  type Place,
  type RunRecord,
  type TrainableNetwork,
  type TrainingEvent,
  type TrainOptions,
} from '../src/index.ts';
import { filesOf, newFolder, smallModule } from './small-module.ts';
import { openTest, openTraining } from './small-data.ts';

const small = smallModule();
const inParts = smallModule({ accumulate: 4 });
/** Its last maps are one pixel. */
const deep = smallModule({}, { stages: [1, 1, 1, 1] });

/** As `batches` of the data package has them: with a description of all that they are made of. */
const described = (
  options: {
    readonly images?: number;
    readonly batchSize?: number;
    readonly dropLast?: boolean;
    readonly size?: number;
    readonly augment?: readonly object[];
    readonly pixels?: string;
  } = {},
): OpenBatches => {
  const { images = 40, batchSize = 8, dropLast = false, size = 8, augment = [], pixels = 'abc' } = options;
  const description = { data: 'waves', images, shape: [1, size, size], batchSize, dropLast, augment, pixels };
  const length = dropLast ? Math.floor(images / batchSize) : Math.ceil(images / batchSize);
  return ({ seed, epoch, start }) => ({
    length,
    description,
    fingerprint: JSON.stringify(description),
    *[Symbol.iterator]() {
      for (let step = start; step < length; step++)
        yield batchOf(Math.min(batchSize, images - step * batchSize), seed + epoch + step, size);
    },
  });
};
const batchOf = (count: number, seed = 0, size = 8): Batch => ({
  images: Float32Array.from({ length: count * size * size }, (_, k) => Math.sin(k * (seed + 1))),
  labels: Int32Array.from({ length: count }, (_, n) => n % 10),
});

type Options = Partial<Parameters<typeof train>[0]>;
const start = async (
  options: Options,
  module: { readonly load: (options: { readonly seed: number }) => Promise<TrainableNetwork> } = small,
) =>
  train({
    network: await module.load({ seed: 5 }),
    data: { train: described() },
    epochs: 4,
    schedule: constant(0.01),
    progress: false,
    ...options,
  } as Parameters<typeof train>[0]);
const recordsOf = (out: string): readonly RunRecord[] =>
  readFileSync(join(out, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => ({ ...(JSON.parse(line) as RunRecord), time: 0 }));

/** Ends after a step. */
const until = (step: number): Options => {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onEvent: (event) => void (event.kind === 'step' && event.step === step && controller.abort()),
  };
};

let warned: string[] = [];
beforeEach(() => {
  warned = [];
  vi.spyOn(console, 'warn').mockImplementation((message: string) => void warned.push(message));
});
afterEach(() => vi.restoreAllMocks());

describe('data that cannot be trained are refused before the first step, and no folder is made', () => {
  test.each<readonly [string, Options, typeof small, string]>([
    [
      'one image left over a batch norm of one pixel',
      { data: { train: described({ images: 33, batchSize: 16, size: 8 }) } },
      deep,
      'train: the last batch of an epoch, batch 3, has 1 image (33 images in batches of 16), and a batch norm needs 2 at least, since its map is one pixel. Leave it out with dropLast: true of batches, or choose another batchSize',
    ],
    [
      'two images left for four parts',
      { data: { train: described({ images: 18, batchSize: 16 }) } },
      inParts,
      'train: the last batch of an epoch, batch 2, has 2 images (18 images in batches of 16), and it cannot be cut into 4 equal parts (accumulate).',
    ],
    [
      'batches of ten for four parts',
      { data: { train: described({ images: 40, batchSize: 10 }) } },
      inParts,
      'train: the last batch of an epoch, batch 4, has 10 images (40 images in batches of 10), and it cannot be cut into 4 equal parts (accumulate)',
    ],
    [
      'batches of ten, the last of eight',
      { data: { train: described({ images: 38, batchSize: 10 }) } },
      inParts,
      'train: a batch has 10 images, and it cannot be cut into 4 equal parts (accumulate). Give batches a batchSize that is a multiple of 4',
    ],
    [
      'data that say nothing of themselves',
      {
        data: {
          train: ({ start: first }) => ({
            length: 3,
            *[Symbol.iterator]() {
              for (let k = first; k < 3; k++) yield batchOf(k === 2 ? 1 : 16);
            },
          }),
        },
      },
      deep,
      'train: the last batch of an epoch, batch 3, has 1 image, and a batch norm needs 2 at least',
    ],
    [
      'images of another size',
      { data: { train: described({ size: 9 }) } },
      small,
      'train: an image of data.train is 1×9×9; the network takes 1×8×8. Give it images of that size, or compile it for the others',
    ],
    [
      '… that say nothing of themselves',
      { data: { train: () => Object.assign([batchOf(4, 0, 9)], {}) } },
      small,
      'train: an image of data.train is 81 values; the network takes 1×8×8, 64 values.',
    ],
    [
      'test images of another size',
      { data: { train: described(), test: () => described({ size: 9 })({ seed: 0, epoch: 0, start: 0 }) } },
      small,
      'train: an image of data.test is 1×9×9; the network takes 1×8×8.',
    ],
    [
      'test images of another class',
      { data: { train: described(), test: () => [{ ...batchOf(2), labels: Int32Array.of(1, 10) }] } },
      small,
      'train: data.test has an image of class 10; the network has the classes 0 to 9',
    ],
    [
      'test images with distributions',
      { data: { train: described(), test: () => [{ ...batchOf(1), labels: new Float32Array(10) }] } },
      small,
      'train: a batch of data.test has [object Float32Array] as labels; expected an Int32Array of classes, without mixing',
    ],
    [
      'test images that can be gone through once',
      {
        data: {
          train: described(),
          test: (() => {
            const all = [batchOf(4)].values();
            return () => all;
          })(),
        },
      },
      small,
      'train: data.test gives the same iterator every time, which can be gone through once; open the batches anew in each call',
    ],
    [
      'training data that can be gone through once',
      {
        data: {
          train: (() => {
            const all = Object.assign([batchOf(4), batchOf(4)].values(), { length: 2 });
            return () => all;
          })(),
        },
      },
      small,
      'train: data.train gives the same iterator every time',
    ],
    [
      'no test images',
      { data: { train: described(), test: () => [] } },
      small,
      'train: data.test opens no batch; expected one image to evaluate on at least, or no data.test',
    ],
    [
      'a last batch that there is not',
      { data: { train: () => ({ length: 3, *[Symbol.iterator]() {} }) } },
      small,
      'train: an epoch of data.train has 3 batches by its length, and there is none at the last place',
    ],
  ])('%s', async (_, options, module, message) => {
    const out = newFolder();
    let made = 0;
    await expect(start({ out, onEvent: () => void made++, ...options }, module)).rejects.toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(message) }),
    );
    expect([made, existsSync(out)]).toEqual([0, false]);
  });

  test('what fits, and what the run does not come to, is trained', async () => {
    expect(
      (await start({ epochs: 1, data: { train: described({ images: 33, batchSize: 16, dropLast: true }) } }, deep))
        .step,
    ).toBe(2);
    expect((await start({ epochs: 1, data: { train: described({ images: 34, batchSize: 16 }) } }, deep)).step).toBe(3);
    expect((await start({ epochs: 1, data: { train: described({ images: 20, batchSize: 16 }) } }, inParts)).step).toBe(
      2,
    );
    expect(
      (
        await start(
          { epochs: undefined, steps: 2, data: { train: described({ images: 33, batchSize: 16 }) } } as never,
          deep,
        )
      ).step,
    ).toBe(2);
  });
});

describe('what fails later loses nothing', () => {
  const failing =
    (spoilt: (step: number, epoch: number) => boolean): OpenBatches =>
    (place) => {
      const opened = openTraining()(place) as AsyncIterable<Batch> & { readonly length: number };
      let step = place.start;
      return {
        length: opened.length,
        async *[Symbol.asyncIterator]() {
          for await (const batch of opened) {
            if (spoilt(step++, place.epoch))
              throw Object.assign(new Error('cat/7.jpg: broken data stream'), { name: 'DataError' });
            yield batch;
          }
        },
      };
    };
  const path = (out: string, step: number): string =>
    join(out, `checkpoints/step-${String(step).padStart(8, '0')}.safetensors`);

  test('an evaluation: the steps before it are kept, and with the image mended the run is the one that never failed', async () => {
    const [out, whole] = [newFolder(), newFolder()];
    let isMended = false;
    const test = (): AsyncIterable<Batch> => ({
      async *[Symbol.asyncIterator]() {
        let n = 0;
        for (const batch of openTest()) {
          if (n++ === 1 && !isMended)
            throw Object.assign(new Error('cat/7.jpg: broken data stream'), { name: 'DataError' });
          yield batch;
        }
      },
    });
    const options = { data: { train: openTraining(), test }, epochs: 2 };
    await expect(start({ ...options, out })).rejects.toThrow(
      expect.objectContaining({
        name: 'TrainingError',
        message: `the evaluation after step 20 failed: cat/7.jpg: broken data stream. The last checkpoint is ${path(out, 20)}; once the cause is gone, the same command goes on from there.`,
        cause: expect.objectContaining({ name: 'DataError' }),
      }),
    );
    expect(readCheckpoint(readFileSync(path(out, 20)))).toMatchObject({ step: 20, records: 21, evaluation: null });
    isMended = true;
    await start({ ...options, out });
    await start({ ...options, out: whole });
    expect(recordsOf(out)).toEqual(recordsOf(whole));
    expect(readFileSync(path(out, 40)).equals(readFileSync(path(whole, 40)))).toBe(true);
  });

  test.each(['training data', 'test data'])(
    '%s that never answer: a signal ends the run with the steps that were made, and it goes on as if nothing had been',
    async (which) => {
      const [out, whole] = [newFolder(), newFolder()];
      let hangs = true;
      const stop = new AbortController();
      const hanging = (
        open: () => Batches & Partial<OpenedBatches>,
        at: number,
      ): Batches & { readonly length: number } => ({
        length: open().length ?? 0,
        async *[Symbol.asyncIterator]() {
          let n = 0;
          for await (const batch of open()) {
            if (hangs && n++ === at) {
              setTimeout(() => stop.abort(), 20);
              await new Promise(() => undefined);
            }
            yield batch;
          }
        },
      });
      const data =
        which === 'test data'
          ? { train: openTraining(), test: () => hanging(openTest, 1) }
          : {
              train: (place: Place) =>
                place.start === 0 ? hanging(() => openTraining()(place), 7) : openTraining()(place),
              test: openTest,
            };
      const summary = await start({ data, epochs: 2, signal: stop.signal, out });
      expect(summary).toMatchObject({ finished: false, step: which === 'test data' ? 20 : 7 });
      expect(readCheckpoint(readFileSync(path(out, summary.step))).step).toBe(summary.step);
      hangs = false;
      await start({ data, epochs: 2, out });
      await start({ data, epochs: 2, out: whole });
      expect(recordsOf(out)).toEqual(recordsOf(whole));
      expect(readFileSync(path(out, 40)).equals(readFileSync(path(whole, 40)))).toBe(true);
    },
  );

  test('an image in the middle of an epoch', async () => {
    const [out, whole] = [newFolder(), newFolder()];
    await expect(
      start({ out, epochs: 2, data: { train: failing((step, epoch) => epoch === 1 && step === 13) } }),
    ).rejects.toThrow(
      `step 34, in epoch 2, failed: cat/7.jpg: broken data stream. The last checkpoint is ${path(out, 33)};`,
    );
    await start({ out, epochs: 2, data: { train: openTraining() } });
    await start({ out: whole, epochs: 2, data: { train: openTraining() } });
    expect(recordsOf(out)).toEqual(recordsOf(whole));
    expect(readFileSync(path(out, 40)).equals(readFileSync(path(whole, 40)))).toBe(true);
  });

  test.each<readonly [kind: TrainingEvent['kind'], step: number, kept: number]>([
    ['step', 33, 33],
    ['step', 20, 20],
    ['epoch', 20, 20],
    ['evaluating', 20, 20],
    ['evaluation', 20, 20],
    ['checkpoint', 20, 20],
  ])('whoever hears of the %s of step %i: it is kept, and told once', async (kind, step, kept) => {
    const [out, whole] = [newFolder(), newFolder()];
    const options = { data: { train: openTraining(), test: openTest }, epochs: 2 };
    const onEvent = (event: TrainingEvent): void => {
      if (event.kind === kind && event.step === step) throw new Error('no connection');
    };
    await expect(start({ ...options, out, onEvent })).rejects.toThrow(
      kind === 'evaluating' ? 'the evaluation after step 20 failed: no connection. The last' : /^no connection$/,
    );
    expect(existsSync(path(out, kept))).toBe(true);
    await start({ ...options, out });
    await start({ ...options, out: whole });
    expect(recordsOf(out)).toEqual(recordsOf(whole));
    expect(readFileSync(path(out, 40)).equals(readFileSync(path(whole, 40)))).toBe(true);
  });

  test('a schedule: what it gives is looked at before the first step, and its failure keeps those before it', async () => {
    const out = newFolder();
    await expect(
      start({ out, schedule: (step) => (step === 79 ? NaN : 0.01), data: { train: openTraining() } }),
    ).rejects.toThrow('train: what schedule gives for step 80 of 80 is NaN; expected a number of at least 0');
    await expect(start({ out, schedule: (async () => 0.01) as never })).rejects.toThrow(
      'train: what schedule gives for step 1 of 20 is a Promise (await it); expected a number',
    );
    expect(existsSync(out)).toBe(false);
    const schedule = (step: number): number => {
      if (step === 33) throw new Error('no rate');
      return 0.01;
    };
    await expect(start({ out, schedule, data: { train: openTraining() } })).rejects.toThrow(
      `step 34, in epoch 2, failed: no rate. The last checkpoint is ${path(out, 33)};`,
    );
  });

  test.each([
    ['a text', 'no image'],
    ['nothing', undefined],
  ])('data that throw %s', async (_, thrown) => {
    const out = newFolder();
    const train = (place: Place): Batches & { readonly length: number } => ({
      length: 5,
      *[Symbol.iterator]() {
        for (let k = place.start; k < 5; k++) {
          if (k === 3) throw thrown;
          yield batchOf(8);
        }
      },
    });
    await expect(start({ out, data: { train } })).rejects.toThrow(
      `step 4, in epoch 1, failed: ${String(thrown)}. The last checkpoint is ${path(out, 3)};`,
    );
  });

  test('a step: a batch that the network does not take', async () => {
    const out = newFolder();
    const odd: OpenBatches = (place) => ({
      length: 5,
      *[Symbol.iterator]() {
        for (let k = place.start; k < 5; k++) yield batchOf(k === 3 ? 6 : 8);
      },
    });
    await expect(start({ out, data: { train: odd } }, inParts)).rejects.toThrow(
      `step 4, in epoch 1, failed: small: 6 images cannot be cut into 4 equal parts (accumulate). The last checkpoint is ${path(out, 3)};`,
    );
  });
});

describe('a run goes on with what it is made of', () => {
  test.each<readonly [string, Options | ((network: typeof small) => Options), string]>([
    [
      'another batch size',
      { data: { train: described({ batchSize: 9 }) } },
      'the checkpoint is of a run with batchSize 8, this one has 9; go on with the same options, or start another run',
    ],
    [
      'fewer images',
      { data: { train: described({ images: 38 }) } },
      'the checkpoint is of a run with images 40, this one has 38;',
    ],
    [
      'other images',
      { data: { train: described({ pixels: 'abd' }) } },
      'the checkpoint is of a run with pixels abc, this one has abd;',
    ],
    [
      'another augmentation',
      { data: { train: described({ augment: [{ kind: 'padCrop', padding: 2 }] }) } },
      'the checkpoint is of a run with augment [], this one has [{"kind":"padCrop","padding":2}];',
    ],
    [
      'two things',
      { data: { train: described({ images: 38, dropLast: true, batchSize: 7 }) } },
      'the checkpoint is of a run with images 40, this one has 38; batchSize 8, this one has 7; dropLast false, this one has true;',
    ],
    ['another seed', { seed: 3 }, 'the checkpoint is of a run with seed 0, this one has 3;'],
  ])('%s is refused with both values, and the folder is as it was', async (_, options, message) => {
    const out = newFolder();
    await start({ out, ...until(7) });
    // Records that a killed process made after its checkpoint stay for who goes on rightly.
    appendFileSync(join(out, 'metrics.jsonl'), '{"kind":"step","step":8}\n{"ki');
    writeFileSync(join(out, 'metrics.jsonl.tmp'), 'half');
    const before = filesOf(out);
    await expect(start({ out, ...(options as Options) })).rejects.toThrow(
      expect.objectContaining({ name: 'CheckpointError', message: expect.stringContaining(message) }),
    );
    expect(filesOf(out)).toEqual(before);
    expect((await start({ out })).step).toBe(20);
  });

  test('data that say nothing of themselves: another size of the batches, another number of images', async () => {
    const plain =
      (batchSize: number, images: number): OpenBatches =>
      (place) => {
        const length = Math.ceil(images / batchSize);
        return {
          length,
          *[Symbol.iterator]() {
            for (let k = place.start; k < length; k++) yield batchOf(Math.min(batchSize, images - k * batchSize));
          },
        };
      };
    const out = newFolder();
    await start({ out, data: { train: plain(8, 40) }, ...until(7) });
    await expect(start({ out, data: { train: plain(9, 40) } })).rejects.toThrow(
      'the checkpoint is of a run with images in the last batch 8, this one has 4; ',
    );
    await expect(start({ out, data: { train: plain(8, 38) } })).rejects.toThrow(
      'the checkpoint is of a run with images in the last batch 8, this one has 6; ',
    );
    expect((await start({ out, data: { train: plain(8, 40) } })).step).toBe(20);
  });

  test('another optimiser of the same shape', async () => {
    const out = newFolder();
    const [one, other] = [smallModule({}), smallModule({ clipNorm: 2, accumulate: 4 })];
    await start({ out, ...until(7) }, one);
    const before = filesOf(out);
    await expect(start({ out }, other)).rejects.toThrow(
      'the checkpoint is of a run with clipNorm null, this one has 2; accumulate 1, this one has 4; go on',
    );
    expect(filesOf(out)).toEqual(before);
  });

  test.each<readonly [string, Options, string]>([
    [
      'more epochs',
      { epochs: 8 },
      'the run had 20 steps and has 40 now, and step 8 has the learning rate 0.09263; it goes on',
    ],
    [
      'fewer',
      { epochs: 2 },
      'the run had 20 steps and has 10 now, and step 8 has the learning rate 0.02061; it goes on',
    ],
    [
      'another schedule',
      { schedule: cosine({ base: 0.2 }) },
      'the run has another schedule: the learning rate of step 1 was to be 0.1 and is 0.2; it goes on',
    ],
    [
      'another one from later on',
      { schedule: (step, steps) => (step < 15 ? cosine({ base: 0.1 })(step, steps) : 0.001) },
      'the run has another schedule: the learning rate of step 16 was to be 0.01464 and is 0.001; it goes on',
    ],
  ])('%s: is said, once, and goes on', async (_, options, message) => {
    const out = newFolder();
    const schedule = cosine({ base: 0.1 });
    await start({ out, schedule, ...until(7) });
    const notices: string[] = [];
    const { finished, step } = await start({
      out,
      schedule,
      ...options,
      onEvent: (event) => void (event.kind === 'notice' && notices.push(event.message)),
    });
    expect([finished, step, notices, warned]).toEqual([
      true,
      options.epochs === undefined ? 20 : options.epochs * 5,
      [message],
      [message],
    ]);
    await start({ out, schedule, ...options });
    expect(warned.length).toBe(1);
  });

  test('fewer steps than were made', async () => {
    const out = newFolder();
    await start({ out, ...until(7) });
    await expect(start({ out, epochs: 1 })).rejects.toThrow(
      'the checkpoint is of step 7, and the run has 5; give it more, or start another run',
    );
  });
});

describe('data that are opened without the place', () => {
  const unplaced: OpenBatches = () => described()({ seed: 0, epoch: 0, start: 0 });

  test('get a word; a run goes on between epochs, and not within one', async () => {
    const [out, other] = [newFolder(), newFolder()];
    const word =
      'data.train opens the same batches at every place: each epoch has the same order and augmentation, and a run cannot go on in the middle of one. Hand the place on: (place) => batches(dataset, { ...place, batchSize: 128 })';
    await start({ out, data: { train: unplaced }, ...until(10) });
    expect(warned).toEqual([word]);
    expect((await start({ out, data: { train: unplaced } })).step).toBe(20);
    await start({ out: other, data: { train: unplaced }, ...until(7) });
    await expect(start({ out: other, data: { train: unplaced } })).rejects.toThrow(
      `the checkpoint is of step 7, in the middle of an epoch of 5 batches, and ${word}`,
    );
  });

  test('what is opened at its place gets none', async () => {
    await start({ epochs: 1 });
    await start({ epochs: 1, data: { train: () => [batchOf(8)] } });
    expect(warned).toEqual([]);
  });
});

describe('images that were skipped', () => {
  const skipping: OpenBatches = (place) => {
    const opened = described()(place) as Iterable<Batch> & { readonly length: number };
    let step = place.start;
    return {
      length: opened.length,
      *[Symbol.iterator]() {
        for (const batch of opened)
          yield {
            ...batch,
            skipped: [[], ['cat/1.jpg: cut off'], [], ['cat/2.jpg: no image', 'dog/9.png: wrong checksum'], []][
              step++
            ]!,
          };
      },
    };
  };
  const test1 = (): readonly Batch[] => [{ ...batchOf(3), skipped: ['cat/1.jpg: cut off', 'test/5.jpg: cut off'] }];

  test('are in the records, in the summary, and said at the end; also where the run was interrupted', async () => {
    const [out, whole] = [newFolder(), newFolder()];
    const data = { train: skipping, test: test1 };
    await start({ out, data, epochs: 2, ...until(7) });
    warned = [];
    const summary = await start({ out, data, epochs: 2 });
    expect(summary.skipped).toEqual([
      'cat/1.jpg: cut off',
      'cat/2.jpg: no image',
      'dog/9.png: wrong checksum',
      'test/5.jpg: cut off',
    ]);
    expect(warned).toEqual([
      '4 images could not be read, and were left out:\n  cat/1.jpg: cut off\n  cat/2.jpg: no image\n  dog/9.png: wrong checksum\n  test/5.jpg: cut off',
    ]);
    const records = recordsOf(out);
    expect(
      records
        .filter(({ kind }) => kind === 'step')
        .map((record) => (record as { skipped?: readonly string[] }).skipped?.length),
    ).toEqual([undefined, 1, undefined, 2, undefined, undefined, 1, undefined, 2, undefined]);
    expect(records.filter(({ kind }) => kind === 'epoch')).toEqual([
      expect.objectContaining({ skipped: 3 }),
      expect.objectContaining({ skipped: 3 }),
    ]);
    expect(records.filter(({ kind }) => kind === 'evaluation')[0]).toMatchObject({
      images: 3,
      skipped: ['cat/1.jpg: cut off', 'test/5.jpg: cut off'],
    });
    await start({ out: whole, data, epochs: 2 });
    expect(recordsOf(whole)).toEqual(records);
  });
});

describe('files that are not as they were', () => {
  test('a garbled line of the records: the file and the line; nothing is written', async () => {
    const out = newFolder();
    await start({ out, ...until(7) });
    const path = join(out, 'metrics.jsonl');
    const lines = readFileSync(path, 'utf8').split('\n');
    for (const garbled of ['{"kind" "step"}', 'null', '{"kind":"nothing"}', '']) {
      writeFileSync(path, lines.with(2, garbled).join('\n'));
      const before = filesOf(out);
      await expect(start({ out })).rejects.toThrow(
        `${path}, line 3: found ${JSON.stringify(garbled)}; expected a record in JSON: put the file back, or start another run in another folder; without the records, the run goes on by resume: readFileSync("${join(out, 'checkpoints/step-00000007.safetensors')}") in place of out`,
      );
      expect(filesOf(out)).toEqual(before);
    }
  });

  test.each<readonly [string, (text: string) => string]>([
    ['ends of lines as Windows writes them', (text) => text.replaceAll('\n', '\r\n')],
    ['no end of the last line', (text) => text.slice(0, -1)],
    ['a byte order mark', (text) => `\ufeff${text}`],
    ['all of these', (text) => `\ufeff${text.replaceAll('\n', '\r\n').slice(0, -2)}`],
  ])('records that an editor has saved with %s are the same records', async (_, edited) => {
    const [out, whole] = [newFolder(), newFolder()];
    await start({ out: whole });
    await start({ out, ...until(7) });
    const path = join(out, 'metrics.jsonl');
    writeFileSync(path, edited(readFileSync(path, 'utf8')));
    expect((await start({ out })).step).toBe(20);
    expect(recordsOf(out)).toEqual(recordsOf(whole));
  });

  test('folders where files should be', async () => {
    const out = newFolder();
    await start({ out, ...until(7) });
    mkdirSync(join(out, 'checkpoints/step-00000009.safetensors'));
    renameSync(join(out, 'metrics.jsonl'), join(out, 'kept.jsonl'));
    mkdirSync(join(out, 'metrics.jsonl'));
    await expect(start({ out })).rejects.toThrow(`cannot read ${join(out, 'metrics.jsonl')}: EISDIR`);
    rmdirSync(join(out, 'metrics.jsonl'));
    renameSync(join(out, 'kept.jsonl'), join(out, 'metrics.jsonl'));
    expect((await start({ out })).step).toBe(20);
  });

  test('checkpoints without records', async () => {
    const [out, other] = [newFolder(), newFolder()];
    await start({ out, ...until(7) });
    mkdirSync(join(other, 'checkpoints'), { recursive: true });
    const checkpoint = readFileSync(join(out, 'checkpoints/step-00000007.safetensors'));
    writeFileSync(join(other, 'checkpoints/step-00000007.safetensors'), checkpoint);
    await expect(start({ out: other })).rejects.toThrow(
      `${join(other, 'metrics.jsonl')} is not there, and had 8 records at the checkpoint: put the file back, or`,
    );
    expect((await start({ resume: checkpoint })).step).toBe(20);
  });

  test('what is no checkpoint, or lacks a name', async () => {
    const out = newFolder();
    await start({ out, ...until(2) });
    const bytes = readFileSync(join(out, 'checkpoints/step-00000002.safetensors'));
    expect(() => readCheckpoint('run/step.safetensors' as never)).toThrow(
      'readCheckpoint: the checkpoint is "run/step.safetensors"; expected the bytes of a file, a Uint8Array',
    );
    expect(() => weightsOf('run/step.safetensors' as never, [])).toThrow(
      'weightsOf: the checkpoint is "run/step.safetensors"; expected the bytes of a file, a Uint8Array',
    );
    expect(() => weightsOf(bytes, ['nope', 'fc.bias'])).toThrow(
      /^the checkpoint has no "nope"; it has .+, …: expected the names of the network's stateDict\(\)$/,
    );
    await expect(start({ resume: 'run/step.safetensors' as never })).rejects.toThrow(
      'train: resume is "run/step.safetensors"; expected the bytes of a checkpoint, a Uint8Array',
    );
  });
});

test.each<readonly [string, object, string]>([
  [
    'lr',
    { lr: 0.1 },
    'train: there is no option "lr"; there are network, data, epochs, steps, schedule, seed, checkpointEvery, evaluateEvery, patience, onEvent, signal, resume, engine, out, keep, progress',
  ],
  [
    'chekpointEvery',
    { chekpointEvery: 5 },
    'train: there is no option "chekpointEvery"; did you mean checkpointEvery? There are ',
  ],
  [
    'data.tset',
    { data: { train: described(), tset: openTest } },
    'train: there is no option "data.tset"; did you mean test? There are train, test',
  ],
  ['an empty path', { out: '' }, 'train: out is ""; expected the path of the run\'s folder, a text'],
  ['a path that is none', { out: 5 }, "train: out is 5; expected the path of the run's folder, a text"],
  ['progress as a word', { progress: 'no' }, 'train: progress is "no"; expected true or false'],
  ['a signal that is none', { signal: 'SIGINT' }, 'train: signal is "SIGINT"; expected an AbortSignal'],
  ['epochs as a word', { epochs: '4' }, 'train: epochs is "4"; expected a whole number of at least 1'],
  ['onEvent', { onEvent: console }, 'train: onEvent is a console; expected a function of an event'],
  [
    'data that are promised',
    { data: { train: async () => described()({ seed: 0, epoch: 0, start: 0 }) } },
    'train: what data.train opens is a Promise (await it); expected batches: an iterable of { images, labels }',
  ],
  [
    'a place where nothing can be',
    { out: '/proc/nothing/here' },
    'cannot write /proc/nothing/here/checkpoints: there is no such folder, and none can be made there',
  ],
])('%s', async (_, options, message) => {
  await expect(start(options as TrainOptions)).rejects.toThrow(message);
});

test('a network is trained by one run at a time', async () => {
  const network = await small.load({ seed: 5 });
  const options = { network, data: { train: described() }, epochs: 4, schedule: constant(0.01), progress: false };
  const first = train(options);
  await expect(train(options)).rejects.toThrow(
    'train: another run trains this network at present; load the network once more for this one',
  );
  expect((await first).step).toBe(20);
  expect((await train(options)).step).toBe(20);
});

test('the bytes to go on from may be overwritten as soon as train has returned', async () => {
  let bytes: Uint8Array = new Uint8Array();
  const stop = until(7);
  await start({
    ...stop,
    onEvent: (event) => (event.kind === 'checkpoint' ? void (bytes = event.bytes) : stop.onEvent!(event)),
  });
  const [copy, network, other] = [bytes.slice(), await small.load({ seed: 5 }), await small.load({ seed: 5 })];
  const options = { data: { train: described() }, epochs: 4, schedule: constant(0.01), progress: false };
  const going = train({ ...options, network, resume: bytes });
  bytes.fill(0);
  expect(await going).toEqual(await train({ ...options, network: other, resume: copy }));
  expect(Buffer.compare(await network.checkpoint(), await other.checkpoint())).toBe(0);
});
