import { inMemory, type Dataset } from '@resnet-compile/data';
import { imageFolder } from '@resnet-compile/data/image-folder';
import type { Place } from '@resnet-compile/data/images';
import { isList, isOptions, shown, tagOf } from '@resnet-compile/options';
import type { StopSignal } from '@resnet-compile/trainer';
import type { Picture, Preprocessor } from '@resnet-compile/vision';
import { meter, type OnMeter } from './meter.ts';
import { expectGoing } from './stopped.ts';

/**
 * Pictures, each of a class: a folder with a folder for each class, lists of pictures by class, or a data set of the shape that
 * the network takes.
 */
export type Pictures = Place | Readonly<Record<string, ArrayLike<Picture>>> | Dataset;

interface Reading {
  readonly preprocessor: Preprocessor;
  readonly signal: StopSignal | undefined;
  readonly onProgress: OnMeter;
  /** The classes that there are to be, in this order. */
  readonly classes?: readonly string[];
}

/** @throws {DataError} where a folder or a picture cannot be read. @throws {TypeError | RangeError} where these are no pictures. */
export async function datasetOf(option: string, pictures: Pictures, reading: Reading): Promise<Dataset> {
  const { preprocessing } = reading.preprocessor;
  const [channels, height, width] = preprocessing.input;
  if (typeof pictures === 'string' || pictures instanceof URL) {
    if (channels !== 3)
      throw new RangeError(
        `finetune: a folder's pictures are red, green and blue, and the network takes ${channels} channel; pass them by class: { cat: ['cat.png', …], … }`,
      );
    const { shorter: resize, interpolation: filter, orientation } = preprocessing;
    return imageFolder(pictures, {
      size: [height, width],
      resize,
      filter,
      orientation,
      ...(reading.classes ? { classes: reading.classes } : {}),
    });
  }
  if (!isOptions(pictures))
    throw new TypeError(
      `finetune: ${option} is ${shown(pictures)}; expected the path of a folder, or { cat: [picture, …], … }`,
    );
  if (isDataset(pictures)) return pictures;
  return listed(option, pictures, reading);
}

const isDataset = (pictures: object): pictures is Dataset => 'labels' in pictures && 'source' in pictures;

/** Decodes all, so that each epoch finds them as pixels. */
async function listed(
  option: string,
  pictures: Readonly<Record<string, ArrayLike<Picture>>>,
  { preprocessor, signal, onProgress, classes = Object.keys(pictures) }: Reading,
): Promise<Dataset> {
  const other = Object.keys(pictures).find((name) => !classes.includes(name));
  if (other !== undefined)
    throw new RangeError(
      `finetune: ${option} has the class ${shown(other)}; expected ${classes.map(shown).join(', ')}`,
    );
  const all = classes.flatMap((name, label) => {
    const own = pictures[name] ?? [];
    if (!isList(own) && tagOf(own) !== 'FileList')
      throw new TypeError(
        `finetune: ${option}: the class ${shown(name)} is ${shown(own)}; expected a list of pictures`,
      );
    return Array.from(own as ArrayLike<Picture>, (picture, at) => ({
      picture,
      label,
      name: `picture ${at} of ${name}`,
    }));
  });
  const { input } = preprocessor.preprocessing;
  const size = input[0] * input[1] * input[2];
  const pixels = new Uint8Array(all.length * size);
  const report = meter(all.length, onProgress);
  for (const [at, { picture, name }] of all.entries()) {
    expectGoing(signal);
    pixels.set((await preprocessor.take(picture, name)()).data, at * size);
    await report(at + 1);
  }
  return inMemory({
    name: option,
    pixels,
    labels: all.map(({ label }) => label),
    shape: input,
    classes,
  });
}
