import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from 'vitest';
import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { imageFolder } from '../src/image-folder/index.ts';
import { batches, type Dataset } from '../src/index.ts';
import { dataErrorOf } from './error-of.ts';
import { folderOf, source } from './folder-of.ts';

let warn: MockInstance<typeof console.warn>;
beforeEach(() => void (warn = vi.spyOn(console, 'warn').mockImplementation(() => {})));
afterEach(() => void warn.mockRestore());

type Files = Readonly<Record<string, string>>;
const file = (path: string, from: string): File =>
  Object.defineProperty(
    new File([/\.\w+$/.test(from) ? new Uint8Array(readFileSync(source(from))) : from], path.split('/').at(-1)!),
    'webkitRelativePath',
    { value: path },
  );
/** The same files as a folder and as a page's; what a page's user chooses has no empty folders. */
const places: readonly (readonly [string, (files: Files, root?: string) => Parameters<typeof imageFolder>[0]])[] = [
  ['a folder', (files) => folderOf(files)],
  [
    'files of a page',
    (files, root = 'photos') =>
      Object.entries(files)
        .filter(([path]) => !path.endsWith('/'))
        .map(([path, from]) => file(`${root}/${path}`, from)),
  ],
];
const summary = ({ classes, labels }: Dataset) => [classes, [...labels]];
const two: Files = { 'cat/a.jpg': 'gray.jpg', 'dog/b.png': 'gray.png' };

describe.each(places)('%s', (_, placeOf) => {
  const open = (files: Files, more: Partial<Parameters<typeof imageFolder>[1]> = {}) =>
    imageFolder(placeOf(files), { size: 8, ...more });

  test.each<readonly [string, Files]>([
    ['.ipynb_checkpoints/', { '.ipynb_checkpoints/': '' }],
    ['.ipynb_checkpoints with copies', { '.ipynb_checkpoints/a-checkpoint.jpg': 'gray.jpg' }],
    ['… inside a class', { 'cat/.ipynb_checkpoints/a-checkpoint.jpg': 'gray.jpg' }],
    [
      '… deep inside a class',
      { 'cat/more/.ipynb_checkpoints/a-checkpoint.jpg': 'gray.jpg', 'cat/.git/x/y.png': 'gray.png' },
    ],
    ['AppleDouble files', { 'cat/._a.jpg': 'no image', 'dog/._b.png': 'no image' }],
    [
      '__MACOSX',
      { '__MACOSX/cat/._a.jpg': 'no image', '__MACOSX/cat/a.jpg': 'gray.jpg', 'dog/__MACOSX/b.png': 'gray.png' },
    ],
    [
      '@eaDir, and what else storage boxes and systems put there',
      {
        '@eaDir/a.jpg': 'gray.jpg',
        'cat/@eaDir/a.jpg/THUMB_S.jpg': 'gray.jpg',
        '#recycle/cat/a.jpg': 'gray.jpg',
        '$RECYCLE.BIN/$R1.jpg': 'gray.jpg',
        'lost+found/': '',
        'System Volume Information/': '',
      },
    ],
    [
      '.DS_Store, .Trashes, .thumbnails',
      { '.DS_Store': 'x', 'cat/.DS_Store': 'x', '.Trashes/x.jpg': 'gray.jpg', 'cat/.thumbnails/a.png': 'gray.png' },
    ],
    ['an image of a dot alone', { 'cat/.jpg': 'gray.jpg', 'cat/.hidden.gif': 'formats/plain.gif' }],
  ])('leaves out what begins with a dot, and what systems put there: %s', async (_, more) => {
    expect(summary(await open({ ...two, ...more }))).toEqual([
      ['cat', 'dog'],
      [0, 1],
    ]);
    expect(warn).not.toHaveBeenCalled();
  });

  test('reads every format, whatever the name says', async () => {
    const dataset = await open({
      'a/1.gif': 'formats/plain.gif',
      'a/2.BMP': 'formats/rgb.bmp',
      'a/3.tiff': 'formats/lzw.tif',
      'b/4.jfif': 'formats/cmyk.jpg',
      'b/5.jpg': 'formats/plain.gif',
      'b/6.png': 'formats/rgb.bmp',
      'b/7.webp': 'formats/raw.tif',
    });
    const all: number[] = [];
    for await (const { images } of batches(dataset, { batchSize: 7 })) all.push(images.length / 192);
    expect([all, dataset.length]).toEqual([[7], 7]);
    expect(warn).not.toHaveBeenCalled();
  });

  test('counts images of formats that are not read, in one warning', async () => {
    expect(
      summary(
        await open({
          ...two,
          'cat/1.heic': 'x',
          'cat/2.HEIC': 'x',
          'dog/deep/3.avif': 'x',
          'dog/labels.txt': 'x',
          'cat/Thumbs.db': 'x',
        }),
      ),
    ).toEqual([
      ['cat', 'dog'],
      [0, 1],
    ]);
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /: images of formats that are not read are left out: 2 HEIC, 1 AVIF; convert them, e\.g\. to PNG$/,
        ),
      ],
    ]);
  });

  test('with given classes, may lack some, and has no others', async () => {
    expect(summary(await open({ 'dog/b.png': 'gray.png', 'cat/': '' }, { classes: ['cat', 'cow', 'dog'] }))).toEqual([
      ['cat', 'cow', 'dog'],
      [2],
    ]);
    expect(await dataErrorOf(() => open(two, { classes: ['cat', 'cow'] }))).toMatch(
      / has dog, which is not among the 2 classes that were given: cat, cow$/,
    );
    expect(await dataErrorOf(() => open({ ...two, 'eel/c.png': 'gray.png' }, { classes: ['cat', 'cow'] }))).toMatch(
      / has dog, eel, which are not among the 2 classes that were given: cat, cow$/,
    );
    expect(await dataErrorOf(() => open({ 'dog/b.heic': 'x' }, { classes: ['cat', 'dog'] }))).toMatch(
      / has no images that are read, in any of its classes$/,
    );
  });

  test('refuses a class that is there twice, in two ways of writing', async () => {
    const [composed, decomposed] = ['café'.normalize('NFC'), 'café'.normalize('NFD')];
    const message =
      /: the class .* is there twice, as cafe\\u\{301\} and as caf\\u\{e9\}: they differ by normalisation \(NFC and NFD\) alone; write both alike/;
    expect(
      await dataErrorOf(() => open({ [`${composed}/a.png`]: 'gray.png', [`${decomposed}/a.png`]: 'gray.png' })),
    ).toMatch(message);
    expect(
      await dataErrorOf(() => open({ [`${decomposed}/a.png`]: 'gray.png' }, { classes: [composed, 'thé'] })),
    ).toMatch(message);
  });

  test.each<readonly [string, Files, string | undefined]>([
    [
      'train and val',
      { 'train/cat/a.png': 'gray.png', 'train/dog/a.png': 'gray.png', 'val/cat/b.png': 'gray.png' },
      'the classes are train, val, which have folders themselves, as cat, dog in train; if those are the classes, take train itself as the folder',
    ],
    ['Train and test', { 'Train/cat/a.png': 'gray.png', 'test/cat/a.png': 'gray.png' }, 'the classes are Train, test,'],
    ['valid alone', { 'valid/cat/a.png': 'gray.png' }, 'the classes are valid,'],
    [
      'one folder around all',
      { 'animals/cat/a.png': 'gray.png', 'animals/dog/a.png': 'gray.png' },
      'the classes are animals, which have folders themselves, as cat, dog in animals',
    ],
    ['classes of these names', { 'train/a.png': 'gray.png', 'test/a.png': 'gray.png' }, undefined],
    ['another class beside them', { 'train/red/a.png': 'gray.png', 'car/red/a.png': 'gray.png' }, undefined],
    ['classes with folders', { 'cat/young/a.png': 'gray.png', 'dog/young/a.png': 'gray.png' }, undefined],
  ])('says where it seems to be the parent: %s', async (_, files, message) => {
    await open(files);
    if (message === undefined) expect(warn).not.toHaveBeenCalled();
    else expect(warn.mock.calls).toEqual([[expect.stringContaining(message)]]);
  });
});

describe('of what is no plain file or folder', () => {
  const place = (): string => folderOf({ ...two, 'elsewhere/more/c.png': 'gray.png' });

  test.each([
    ['the folder itself', '..'],
    ['its class', '.'],
    ['a folder between', '../cat'],
  ])('a link to %s is refused, not followed for ever', async (_, target) => {
    const folder = place();
    symlinkSync(target, join(folder, 'cat/again'));
    expect(await dataErrorOf(() => imageFolder(folder, { size: 8 }))).toMatch(
      /cat\/again is a link to .+, which it lies in; remove the link$/,
    );
  });

  test('links to other folders and files are what they lead to; one that leads nowhere is named when it is read', async () => {
    const folder = place();
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'linked'));
    symlinkSync(join(folder, 'dog/b.png'), join(folder, 'cat/b.png'));
    expect(summary(await imageFolder(folder, { size: 8 }))).toEqual([
      ['cat', 'dog', 'elsewhere', 'linked'],
      [0, 0, 1, 2, 3],
    ]);
    symlinkSync('/nowhere/x.png', join(folder, 'cat/gone.png'));
    const set = await imageFolder(folder, { size: 8 });
    expect(
      await dataErrorOf(async () => {
        for await (const _ of batches(set, { batchSize: 8 }));
      }),
    ).toBe(`${join(folder, 'cat/gone.png')} is no longer there`);
  });

  test.skipIf(process.platform === 'win32')(
    'pipes are left out: who reads one waits for somebody to write',
    async () => {
      const folder = place();
      execFileSync('mkfifo', [join(folder, 'cat/pipe.jpg')]);
      symlinkSync('pipe.jpg', join(folder, 'cat/link-to-pipe.jpg'));
      expect(summary(await imageFolder(folder, { size: 8 }))).toEqual([
        ['cat', 'dog', 'elsewhere'],
        [0, 1, 2],
      ]);
    },
  );
});

test('the folder that was chosen may begin with a dot itself', async () => {
  const [[, folder], [, page]] = places as [(typeof places)[0], (typeof places)[0]];
  expect(summary(await imageFolder(page(two, '.photos'), { size: 8 }))).toEqual([
    ['cat', 'dog'],
    [0, 1],
  ]);
  const inside = folder({ '.photos/cat/a.jpg': 'gray.jpg' }) as string;
  expect(summary(await imageFolder(join(inside, '.photos'), { size: 8 }))).toEqual([['cat'], [0]]);
});

test('a file that a page may no longer read is named, and can be skipped', async () => {
  const gone = Object.assign(file('photos/cat/a.jpg', 'gray.jpg'), {
    arrayBuffer: () => Promise.reject(new DOMException('the file was changed', 'NotReadableError')),
  });
  const dataset = await imageFolder([gone, file('photos/cat/b.jpg', 'gray.jpg')], { size: 8 });
  const run = async (onCorrupt: 'fail' | 'skip') => {
    for await (const { skipped, indices } of batches(dataset, { batchSize: 2, shuffle: false, workers: 0, onCorrupt }))
      return [skipped, [...indices]];
    return undefined;
  };
  expect(await dataErrorOf(() => run('fail'))).toBe('cannot read photos/cat/a.jpg: the file was changed');
  expect(await run('skip')).toEqual([['cannot read photos/cat/a.jpg: the file was changed'], [1, 1]]);
});
