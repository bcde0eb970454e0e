import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf, run } from './command-line.ts';

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

const pictures = Object.fromEntries(
  Array.from({ length: 5 }, (_, n) => n).flatMap((n) => [
    [`stripes/lying/${n}.bmp`, stripes(false, n)] as const,
    [`stripes/upright/${n}.bmp`, stripes(true, n)] as const,
  ]),
);

const model = `import { resnet } from 'resnet-compile';
export default resnet({ stages: [1], width: 4, stem: 'cifar', input: [3, 16, 16], classes: 10 });
`;

test('a network anew, again in its folder, and on from its weights; predict asks for nothing else', async () => {
  const folder = folderOf({ 'model.ts': model, ...pictures });
  const command = 'train model.ts --data stripes --out runs/anew --epochs 1 --batch-size 8 --threads 1'.split(' ');
  const first = await run(folder, command);
  expect([first.code, first.stderr]).toEqual([0, '']);
  expect(first.stdout).toMatch(
    /^epoch 1\/1 {2}loss [^]*\nbest: [\d.]+ % of 2 test pictures right, loss [\d.]+\n→ runs\/anew\/model\.ts, runs\/anew\/model\.safetensors: lying, upright\n/m,
  );
  for (const name of ['metrics.jsonl', 'curves.html']) expect(existsSync(join(folder, 'runs/anew', name))).toBe(true);
  expect(readFileSync(join(folder, 'runs/anew/model.ts'), 'utf8')).toContain('classes: 2');
  const weights = readFileSync(join(folder, 'runs/anew/model.safetensors'));

  const again = await run(folder, command);
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('all 1 steps were made before')]);
  expect(readFileSync(join(folder, 'runs/anew/model.safetensors')).equals(weights)).toBe(true);

  const later = await run(
    folder,
    'train model.ts --data stripes --from runs/anew/model.safetensors --out runs/head --trains head --threads 1'.split(
      ' ',
    ),
  );
  expect([later.code, later.stderr]).toEqual([0, '']);
  expect(later.stdout).toMatch(/^what the network sees of the pictures: 8\/8 {2}\d+ pictures\/s\n/);
  const said = await run(
    folder,
    'predict runs/head/model.ts stripes/upright/0.bmp --weights runs/head/model.safetensors --json'.split(' '),
  );
  expect([said.code, said.stderr]).toEqual([0, '']);
  const [{ labels }] = JSON.parse(said.stdout) as [{ labels: { label: string }[] }];
  expect(labels.map(({ label }) => label).toSorted()).toEqual(['lying', 'upright']);
}, 120_000);

test.concurrent.each([
  ['no folder', ['train', 'model.ts'], 'train: it is not said on what; expected --data and a folder'],
  [
    'a folder of pictures',
    ['train', 'model.ts', '--data', 'stripes/lying'],
    'train: stripes/lying has no folders; expected one for each class',
  ],
  [
    'a head on nothing',
    ['train', 'model.ts', '--data', 'stripes', '--trains', 'head'],
    "train: finetune: there are no weights, and trains is 'head'",
  ],
])('%s is refused, and nothing is written', async (_, options, message) => {
  const folder = folderOf({ 'model.ts': model, ...pictures });
  const { code, stderr } = await run(folder, options);
  expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  expect(existsSync(join(folder, 'runs'))).toBe(false);
});
