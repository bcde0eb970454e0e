import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { decodeImage, imageFolder } from '../src/image-folder/index.ts';
import { dataErrorOf } from './error-of.ts';
import { folderOf, source } from './folder-of.ts';

// As where the optional packages are not installed.
vi.mock('omggif', () => {
  throw new Error('Cannot find package');
});
vi.mock('utif2', () => {
  throw new Error('Cannot find package');
});

test('images whose package is not installed are left out, and one warning says what to install', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const folder = folderOf({
    'a/1.gif': 'formats/plain.gif',
    'a/2.gif': 'formats/plain.gif',
    'a/3.jpg': 'gray.jpg',
    'b/4.tif': 'formats/raw.tif',
    'b/5.bmp': 'formats/rgb.bmp',
    'b/6.ppm': 'P6',
  });
  const { length, labels } = await imageFolder(folder, { size: 8 });
  expect([length, [...labels]]).toEqual([2, [0, 1]]);
  expect(warn.mock.calls).toEqual([
    [
      `${folder}: images of formats that are not read are left out: 2 GIF, 1 PNM, 1 TIFF; GIF and TIFF need npm install omggif utif2; convert the others, e.g. to PNG`,
    ],
  ]);
  warn.mockRestore();
});

test('a file whose name says another format is named, with what to install', async () => {
  const bytes = (name: string): Uint8Array => new Uint8Array(readFileSync(source(`formats/${name}`)));
  expect(await dataErrorOf(() => decodeImage(bytes('plain.gif'), 'a.jpg'))).toMatch(
    /^a\.jpg is a GIF file, which needs the package omggif: npm install omggif \(/,
  );
  expect(await dataErrorOf(() => decodeImage(bytes('cmyk.jpg'), 'b.jpg'))).toMatch(
    /^b\.jpg is a CMYK JPEG file, which needs the package utif2: npm install utif2 \(/,
  );
});
