import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { evaluateModel } from '../src/cli/evaluate-model.ts';
import { predict } from '../src/cli/predict.ts';
import { train, type TrainOptions } from '../src/cli/train.ts';
import { folderOf, interrupt } from './command-line.ts';

/** A BMP file of stripes that lie or stand: 24 bits a pixel, rows from below, https://en.wikipedia.org/wiki/BMP_file_format. */
function stripes(isUpright: boolean, seed: number): Uint8Array {
  const [header, side] = [54, 16];
  const file = Buffer.alloc(header + 3 * side * side);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  for (const [at, value] of [
    [10, header],
    [14, 40],
    [18, side],
    [22, side],
  ] as const)
    file.writeUInt32LE(value, at);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let at = 0; at < 3 * side * side; at++) {
    const pixel = Math.floor(at / 3);
    const along = isUpright ? pixel % side : Math.floor(pixel / side);
    file[header + at] = 128 + 100 * Math.sin(along * (1 + (seed % 4) / 4) + seed) * (at % 3 === seed % 3 ? 1 : 0.6);
  }
  return file;
}

const striped = (folder: string, from: number, count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => from + n).flatMap((n) => [
      [`${folder}/lying/${n}.bmp`, stripes(false, n)] as const,
      [`${folder}/upright/${n}.bmp`, stripes(true, n)] as const,
    ]),
  );

const model = `import { resnet } from 'resnet-compile';
export default resnet({ stages: [1], width: 4, stem: 'cifar', input: [3, 16, 16], classes: 10 });
`;
const files = { 'model.ts': model, ...striped('stripes', 0, 4), ...striped('others', 4, 3) };

/** What a command prints, called in this process: a start of the tool takes as long as what it does. */
async function printed(command: () => Promise<void>): Promise<string> {
  const lines: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    await command();
  } finally {
    spy.mockRestore();
  }
  return lines.join('');
}

const epochs = 3;
const options = { epochs, patience: epochs, batchSize: 8, threads: 1, trains: 'everything', device: 'cpu' } as const;

test('Ctrl-C, the same command again, and what it has written: bit for bit as if nobody had interrupted it', async () => {
  const folder = folderOf(files);
  const at = (name: string): string => join(folder, name);
  const stopped = await interrupt(
    folder,
    `train model.ts --data stripes --test others --out runs/first --epochs ${epochs} --patience ${epochs} --batch-size 8 --threads 1`.split(
      ' ',
    ),
    /epoch 1/,
  );
  expect(stopped).toMatchObject({ signal: 'SIGINT', stderr: '' });
  expect(stopped.stdout).toMatch(
    /^SIGINT: ending after this step, with a checkpoint; once more to end at once\n(epoch .*\n)?saved .*; the same command goes on from there\n$/m,
  );
  expect(existsSync(at('runs/first/model.safetensors'))).toBe(false);

  const given: TrainOptions = { ...options, data: at('stripes'), test: at('others'), out: at('runs/first') };
  const first = await printed(() => train(at('model.ts'), given));
  expect(first).toMatch(/^epoch 3\/3 {2}loss /m);
  expect(first).not.toMatch(/^epoch 1\/3/m);
  await printed(() => train(at('model.ts'), { ...given, out: at('runs/whole') }));
  const [resumed, whole] = ['first', 'whole'].map((name) => readFileSync(at(`runs/${name}/model.safetensors`)));
  expect(resumed!.equals(whole!)).toBe(true);
  for (const name of ['metrics.jsonl', 'curves.html', 'pictures.html'])
    expect(existsSync(at(`runs/first/${name}`))).toBe(true);
  expect(readFileSync(at('runs/first/model.ts'), 'utf8')).toContain('classes: 2');

  // What it says of the test pictures is what evaluate says of its file, which asks for nothing else.
  const [, percent] = /^best: ([\d.]+) % of 6 test pictures right, /m.exec(first)!;
  const weights = at('runs/first/model.safetensors');
  const said = JSON.parse(
    await printed(() => evaluateModel(at('runs/first/model.ts'), at('others'), { weights, json: true })),
  ) as { readonly top1: number };
  expect((100 * said.top1) / 6).toBeCloseTo(Number(percent), 1);

  const head = { ...given, trains: 'head', from: weights, out: at('runs/head') } as const;
  expect(await printed(() => train(at('model.ts'), head))).toMatch(
    /^what the network sees of the pictures: 8\/8 {2}\d+ pictures\/s\n/,
  );
  const [{ labels }] = JSON.parse(
    await printed(() =>
      predict(at('runs/head/model.ts'), [at('others/upright/4.bmp')], {
        weights: at('runs/head/model.safetensors'),
        top: 5,
        json: true,
      }),
    ),
  ) as [{ labels: { label: string }[] }];
  expect(labels.map(({ label }) => label).toSorted()).toEqual(['lying', 'upright']);
}, 120_000);

test.each<readonly [string, Partial<TrainOptions>, string]>([
  ['no folder', { data: undefined }, 'train: it is not said on what; expected --data and a folder'],
  ['a folder of pictures', { data: 'stripes/lying' }, 'stripes/lying has no folders; expected one for each class'],
  ['a head on nothing', { trains: 'head' }, "train: finetune: there are no weights, and trains is 'head'"],
])('%s is refused, and nothing is written', async (_, wrong, message) => {
  const folder = folderOf(files);
  const { data = 'stripes', ...others } = { ...options, ...wrong };
  const given = 'data' in wrong && wrong.data === undefined ? {} : { data: join(folder, data) };
  await expect(train(join(folder, 'model.ts'), { ...others, ...given, out: join(folder, 'runs') })).rejects.toThrow(
    message,
  );
  expect(existsSync(join(folder, 'runs'))).toBe(false);
});
