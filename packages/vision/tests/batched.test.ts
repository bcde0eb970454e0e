import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { batched, classifier, type LoadedNetwork } from '../src/index.ts';
import { pathOf } from './fixtures.ts';
import { smallModule } from './small-module.ts';

/** Of each image of two numbers, their sum and their difference; remembers how many images were computed at a time. */
function sums(compute: (images: Float32Array) => void | Promise<void> = () => undefined) {
  const sizes: number[] = [];
  const events: string[] = [];
  const network: LoadedNetwork = {
    model: { name: 'sums', input: [1, 1, 2], classes: 2, outputs: [{ name: 'logits', shape: [2] }] },
    async predict(images) {
      if (images.length % 2) throw new TypeError(`sums: images have ${images.length} values`);
      sizes.push(images.length / 2);
      events.push(`${images.constructor.name} of ${images.length / 2}`);
      await compute(images as Float32Array);
      return Float32Array.from(images, (value, at) =>
        at % 2 ? images[at - 1]! - value : value + (images[at + 1] as number),
      );
    },
    async run(images) {
      const logits = await network.predict(images);
      return { logits, first: images.filter((_, at) => at % 2 === 0) };
    },
    async dispose() {
      events.push('disposed');
    },
  };
  return { network, sizes, events };
}
const image = (...values: readonly number[]): Float32Array => Float32Array.from(values);

describe('by a clock of the test', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('calls of maxWait go together, in their order, each with its own result', async () => {
    const { network, sizes } = sums();
    const calls = batched(network, { maxBatch: 8, maxWait: 10 });
    const given = image(3, 1);
    const first = calls.predict(given);
    given.fill(99);
    await vi.advanceTimersByTimeAsync(9);
    const second = calls.predict(image(5, 2, 7, 3));
    expect(sizes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sizes).toEqual([3]);
    expect(await first).toEqual(image(4, 2));
    expect(await second).toEqual(image(7, 3, 10, 4));
  });

  test('a full batch does not wait; what is over, and a call of more than that, goes after it', async () => {
    const { network, sizes } = sums();
    const calls = batched(network, { maxBatch: 2, maxWait: 1000 });
    const all = [image(1, 1), image(2, 2, 3, 3), image(4, 4, 5, 5, 6, 6), image(7, 7)].map((each) =>
      calls.predict(each),
    );
    await vi.advanceTimersByTimeAsync(0);
    // One waits for a second one, which would be too many with it; three go alone; the last waits.
    expect(sizes).toEqual([1, 2, 3]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sizes).toEqual([1, 2, 3, 1]);
    expect((await Promise.all(all)).map(([sum]) => sum)).toEqual([2, 4, 8, 14]);
  });

  test('what comes while others are computed goes at once when they are, if it has waited', async () => {
    const { network, sizes } = sums(() => new Promise((resolve) => setTimeout(resolve, 100)));
    const calls = batched(network, { maxBatch: 4, maxWait: 10 });
    const first = calls.predict(image(1, 1));
    await vi.advanceTimersByTimeAsync(10);
    const others = [2, 3, 4].map((value) => calls.predict(image(value, value)));
    await vi.advanceTimersByTimeAsync(99);
    expect(sizes).toEqual([1]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sizes).toEqual([1, 3]);
    await vi.advanceTimersByTimeAsync(100);
    expect((await Promise.all([first, ...others])).map(([sum]) => sum)).toEqual([2, 4, 6, 8]);
  });

  test('without waiting, those of one turn go together', async () => {
    const { network, sizes } = sums();
    const calls = batched(network, { maxWait: 0 });
    const all = Promise.all([calls.predict(image(1, 0)), calls.predict(image(2, 0))]);
    await vi.advanceTimersByTimeAsync(0);
    await all;
    expect(sizes.reduce((a, b) => a + b)).toBe(2);
  });

  test('bytes, floats and methods are not mixed', async () => {
    const { network, events } = sums();
    const calls = batched(network, { maxWait: 1 });
    const all = Promise.all([
      calls.predict(image(1, 1)),
      calls.predict(Uint8Array.of(2, 1) as never),
      calls.predict(Buffer.from([3, 1]) as never),
      calls.run(image(4, 1, 5, 1)),
      calls.run(image(6, 1)),
    ]);
    await vi.advanceTimersByTimeAsync(10);
    expect((await all).slice(3)).toEqual([
      { logits: image(5, 3, 6, 4), first: image(4, 5) },
      { logits: image(7, 5), first: image(6) },
    ]);
    expect(events).toEqual(['Float32Array of 1', 'Uint8Array of 2', 'Float32Array of 3']);
  });

  test('what fails, fails for those that it was computed for', async () => {
    const { network } = sums((images) => {
      if (images.includes(13)) throw new Error('the device is lost');
    });
    const calls = batched(network, { maxBatch: 2, maxWait: 5 });
    const all = Promise.allSettled([
      calls.predict(image(1, 1)),
      calls.predict(image(13, 1)),
      calls.predict(image(1, 2, 3)),
      calls.predict(image(2, 1)),
    ]);
    await vi.advanceTimersByTimeAsync(5);
    expect((await all).map((each) => (each.status === 'fulfilled' ? each.value[0] : each.reason.message))).toEqual([
      'the device is lost',
      'the device is lost',
      'sums: images have 3 values',
      3,
    ]);
  });

  test('a signal takes a call out of the line, or lets go of what is computed', async () => {
    const { network, sizes } = sums(() => new Promise((resolve) => setTimeout(resolve, 100)));
    const calls = batched(network, { maxBatch: 2, maxWait: 10 });
    const stops = [0, 1, 2].map(() => new AbortController());
    const all = stops.map(({ signal }, at) => calls.predict(image(at, at), { signal }));
    const settled = Promise.allSettled(all);
    await vi.advanceTimersByTimeAsync(50);
    stops[0]!.abort(new Error('gone'));
    await expect(all[0]).rejects.toThrow('gone');
    stops[2]!.abort(new Error('gone as well'));
    await vi.advanceTimersByTimeAsync(1000);
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect(sizes).toEqual([2]);
    await expect(calls.predict(image(1, 1), { signal: AbortSignal.abort('before') })).rejects.toBe('before');
    expect(sizes).toEqual([2]);
  });

  test('disposal computes what waits at once, and then disposes; later calls are refused', async () => {
    const { network, events } = sums(() => new Promise((resolve) => setTimeout(resolve, 100)));
    const calls = batched(network, { maxBatch: 2, maxWait: 10_000 });
    const all = Promise.all([1, 2, 3].map((value) => calls.predict(image(value, value))));
    const disposal = calls.dispose();
    expect(calls.dispose()).toBe(disposal);
    await expect(calls.predict(image(1, 1))).rejects.toThrow('sums is disposed');
    await vi.advanceTimersByTimeAsync(200);
    await disposal;
    expect((await all).map(([sum]) => sum)).toEqual([2, 4, 6]);
    expect(events).toEqual(['Float32Array of 2', 'Float32Array of 1', 'disposed']);
  });
});

test('what is wrong is said', async () => {
  const { network } = sums();
  expect(() => batched({} as never)).toThrow(
    'batched: network is {}; expected a network, as load of a compiled module gives it',
  );
  expect(() => batched(network, { maxBatch: 0 })).toThrow('batched: maxBatch is 0; expected an integer of at least 1');
  expect(() => batched(network, { maxWiat: 3 } as never)).toThrow(
    'batched: there is no option "maxWiat"; did you mean maxWait? There are maxBatch, maxWait',
  );
  await expect(batched(network).predict(image(1, 1), { signal: {} as never })).rejects.toThrow(
    'sums: predict: signal is {}; expected an AbortSignal',
  );
});

test('a classifier of a compiled network says the same, picture by picture', async () => {
  const small = smallModule('batched');
  const labels = Array.from({ length: 10 }, (_, at) => `${at}`);
  const options = { seed: 1, labels, preprocess: {} };
  const sizes: number[] = [];
  const alone = await classifier(small.load, options);
  const together = await classifier(async (loading: object) => {
    const network = await small.load(loading);
    const predict = (images: Float32Array): Promise<Float32Array> => {
      sizes.push(images.length / (3 * 32 * 32));
      return network.predict(images);
    };
    return batched({ ...network, predict }, { maxBatch: 3, maxWait: 1000 });
  }, options);
  const pictures = ['rgb.png', 'gray.png', 'rgb.png'].map(pathOf);
  const found = await Promise.all(pictures.map((picture) => together(picture)));
  expect(sizes).toEqual([3]);
  for (const [at, picture] of pictures.entries()) expect(found[at]).toEqual(await alone(picture));
  await expect(together.network.predict('cat.jpg' as never)).rejects.toThrow(
    'batched: images are "cat.jpg"; expected a Float32Array',
  );
  await Promise.all([alone.dispose(), together.dispose()]);
});
