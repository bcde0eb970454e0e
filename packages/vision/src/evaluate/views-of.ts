import { fittedSize, middleOf, resize, type Image, type Window } from '@resnet-compile/data/images';
import { inChannels } from '../prepare.ts';
import type { Preprocessing } from '../preprocessing.ts';

/** Which parts of a picture a network sees: the middle, or the middle and the four corners; each mirrored as well, or not. */
export interface Views {
  readonly corners: boolean;
  readonly flip: boolean;
}

/**
 * What a network sees of a picture, resized: the middle, or with `corners` torchvision's `FiveCrop`, and behind all of them each mirrored,
 * which are the ten crops of Krizhevsky et al. 2012, §4.1.
 */
export function viewsOf(
  picture: Image,
  { input, shorter, interpolation }: Pick<Preprocessing, 'input' | 'shorter' | 'interpolation'>,
  { corners, flip }: Views,
): readonly Image[] {
  const image = inChannels(picture, input[0]);
  const [tall, wide] = fittedSize(image, shorter);
  const [, height, width] = input;
  const cornersOf = [0, tall - height].flatMap((top) =>
    [0, wide - width].map((left): Window => ({ top, left, height, width })),
  );
  const windows = [...(corners ? cornersOf : []), middleOf([tall, wide], input)];
  const views = windows.map((window) => resize(image, tall, wide, interpolation, window));
  return flip ? [...views, ...views.map(mirrored)] : views;
}

/** Right is left. */
function mirrored(image: Image): Image {
  const { data, width } = image;
  const rows = new Uint8Array(data);
  for (let from = 0; from < rows.length; from += width) rows.subarray(from, from + width).reverse();
  return { ...image, data: rows };
}
