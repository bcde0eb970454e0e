import { finetune, type FinetuneEvent, type FinetuneOptions, type FineTuned } from '@resnet-compile/finetune';
import { decodeImage, readPlace } from '@resnet-compile/data/images';
import { training } from '@resnet-compile/dsl';
import { classifier } from '@resnet-compile/vision';
import { readMetadata, readSafetensors } from '@resnet-compile/weights/safetensors';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { beforeAll, expect, test, vi } from 'vitest';
import { loadOf, small, stripes, weightsOf } from './striped.ts';

const folder = temporaryFolder('finetune-');
const preprocess = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], resize: 18 };
let weights: Readonly<Record<string, Float32Array>>;
beforeAll(async () => {
  weights = await weightsOf(small);
});

async function taught(
  options: Partial<FinetuneOptions> = {},
): Promise<{ readonly result: FineTuned; readonly events: readonly FinetuneEvent[] }> {
  const events: FinetuneEvent[] = [];
  const result = await finetune({
    network: small,
    weights,
    pictures: stripes(40),
    preprocess,
    epochs: 6,
    rate: 0.05,
    workers: 0,
    ...options,
    onEvent(event) {
      events.push(event);
      return options.onEvent?.(event);
    },
  });
  return { result, events };
}

const unseen = stripes(20, 1000);
const expected = Object.entries(unseen).flatMap(([name, pictures]) => pictures.map(() => name));

async function saidBy(result: FineTuned): Promise<readonly string[]> {
  const classify = await result.classifier();
  const labels = await classify(Object.values(unseen).flat(), { top: 1 });
  await classify.dispose();
  return labels.map(([first]) => first?.label ?? '');
}
const rightOf = (labels: readonly string[]): number => labels.filter((label, at) => label === expected[at]).length;

test('the head, and then everything: pictures that nobody has shown it are told apart', async () => {
  const { result, events } = await taught();
  expect(rightOf(await saidBy(result))).toBeGreaterThanOrEqual(38);
  expect(result.evaluation).toMatchObject({ images: 16 });
  expect(result.evaluation!.loss).toBeLessThan(result.head!.loss);
  const phases = events.flatMap((event) => ('phase' in event ? [event.phase] : [`${event.kind} ${event.of}`]));
  expect(phases.filter((phase, at) => phase !== phases[at - 1])).toEqual([
    'reading train',
    'features train',
    'features test',
    'head',
    'everything',
  ]);
  expect(events.findLast(({ kind }) => kind === 'features')).toMatchObject({ done: 16, total: 16, remaining: 0 });
});

test('of the head alone, all else is as it was, bit for bit; seeds make the same', async () => {
  const [{ result }, again] = [await taught({ trains: 'head' }), await taught({ trains: 'head' })];
  for (const [name, values] of Object.entries(weights))
    if (!name.startsWith('fc.')) expect(result.state[name], name).toEqual(values);
  expect(result.state['fc.weight']).toHaveLength(2 * 16);
  expect(again.result.state).toEqual(result.state);
  expect(result.evaluation).toEqual(result.head);
  expect(rightOf(await saidBy(result))).toBeGreaterThan(26);
});

test('its file is all that a classifier asks for: names of classes, and how pictures are prepared', async () => {
  const { result } = await taught({
    trains: 'head',
    holdOut: 0,
    head: { views: 2, epochs: 20, batchSize: 8, rate: 0.01 },
  });
  const path = join(folder, 'stripes.safetensors');
  writeFileSync(path, result.safetensors());
  const load = await loadOf(result.network);
  for (const file of [path, result.safetensors()]) {
    const classify = await classifier(load, { weights: file, device: 'cpu' } as never);
    expect(classify.labels).toEqual(['lying', 'upright']);
    const labels = await classify(Object.values(unseen).flat(), { top: 1 });
    expect(labels.map(([first]) => first?.label)).toEqual(await saidBy(result));
    await classify.dispose();
  }
  expect(JSON.parse(readMetadata(result.safetensors())['preprocess']!)).toMatchObject(preprocess);
  expect(readSafetensors(result.safetensors()).get('fc.weight')?.shape).toEqual([2, 16]);
  expect(result.evaluation).toBeNull();
});

test('its page says of the test pictures what the run found, and shows them as the network saw them', async () => {
  const { result } = await taught({ epochs: 1 });
  const page = (await result.page({ title: 'stripes <b>' })) ?? '';
  const { images, top1 } = result.evaluation!;
  expect(page).toContain('<h1>stripes &lt;b&gt;</h1>');
  expect(page).toContain(`<dt>Top-1</dt><dd>${(100 * top1).toFixed(2)} %</dd>`);
  expect(page).toContain(`<dt>Pictures</dt><dd>${images}</dd>`);
  const files = [...page.matchAll(/<figure><img alt="" class="small" src="([^"]+)">/g)].map(([, source]) => source!);
  expect(files).toHaveLength(images);
  for (const file of files)
    expect(await decodeImage((await readPlace(file))!, 'a picture')).toMatchObject({
      channels: 3,
      width: 16,
      height: 16,
    });
  expect(await (await taught({ trains: 'head', holdOut: 0 })).result.page()).toBeNull();
});

test('a run with a folder goes on in it, to the same bits; what is frozen stays', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const network = training(small, { freeze: ['conv1', 'bn1'] });
  const whole = await taught({ network, epochs: 3 });
  const out = join(folder, 'run');
  const controller = new AbortController();
  await expect(
    taught({
      network,
      epochs: 3,
      out,
      signal: controller.signal,
      onEvent: (event) =>
        event.kind === 'step' && event.phase === 'everything' && event.step === 3 ? controller.abort() : undefined,
    }),
  ).rejects.toThrow('stopped by the signal');
  const later = await taught({ network, epochs: 3, out });
  expect(later.events.find((event) => 'phase' in event && event.phase === 'everything')).toMatchObject({ step: 3 });
  expect(later.result.state).toEqual(whole.result.state);
  expect(later.result.state['conv1.weight']).toEqual(weights['conv1.weight']);
  expect(later.result.state['conv2.weight']).not.toEqual(weights['conv2.weight']);
  expect(existsSync(join(out, 'curves.html'))).toBe(true);
});

test('a signal ends it wherever it is', async () => {
  for (const at of ['reading', 'features', 'step'] as const) {
    const controller = new AbortController();
    const run = taught({
      signal: controller.signal,
      onEvent: ({ kind }) => (kind === at ? controller.abort() : undefined),
    });
    await expect(run, at).rejects.toMatchObject({ name: 'StoppedError' });
  }
});

test('what is wrong is said, before anything is trained', async () => {
  const wrong: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
    [{ pictures: { one: stripes(2).lying } }, 'finetune: there is one class, one; expected two or more'],
    [
      { pictures: { ...stripes(2), other: 'cat.jpg' } },
      'finetune: pictures: the class "other" is "cat.jpg"; expected a list of pictures',
    ],
    [{ pictures: 3 }, 'finetune: pictures is 3; expected the path of a folder'],
    [{ pictures: join(folder, 'nowhere') }, 'there is no folder'],
    [{ test: { standing: [] } }, 'finetune: test has the class "standing"; expected "lying", "upright"'],
    [
      { pictures: { ...stripes(2), wide: [{ data: new Uint8ClampedArray(3), width: 1, height: 1 }] } },
      'picture 0 of wide is',
    ],
    [{ preprocess: undefined }, 'it is not known how'],
    [{ weights: {} }, 'conv1.weight'],
    [{ network: {} }, 'finetune: network is {}; expected a network, such as resnet18()'],
    [{ epoch: 3 }, 'finetune: there is no option "epoch"; did you mean epochs?'],
    [{ head: { view: 3 } }, 'finetune: there is no option "head.view"; did you mean views?'],
    [{ trains: 'body' }, 'finetune: trains is "body"; expected'],
    [{ holdOut: 1 }, 'finetune: holdOut is 1; expected a number from 0 to 1, without 1'],
  ];
  for (const [options, message] of wrong) await expect(taught(options as never), message).rejects.toThrow(message);
});
