import { filterNames, type Filter, type OrientationOption } from '@resnet-compile/data/images';
import {
  checkOptions,
  checkValue,
  integer,
  kind,
  listOf,
  number,
  oneOf,
  positive,
  text,
  type Kinds,
} from '@resnet-compile/options';
import { checkpoint, type Checkpoint } from '@resnet-compile/weights/published';
import type { Model } from './loaded-network.ts';

/** How a picture becomes what a network takes: resized, the middle cut out, and normalised. */
export interface Preprocess {
  /** The shorter side becomes ⌊longer side of the input / crop⌋ pixels before the middle is cut out; 0.875 is 256 for 224. */
  readonly crop?: number;
  /** The same in pixels, in place of `crop`. Without either, 8/7 of the longer side of the input, rounded, as `imageFolder` has it. */
  readonly resize?: number;
  /** Pillow's filter, which antialiases; `'bilinear'`. */
  readonly interpolation?: Filter;
  /** Of each channel, from 0 to 1: it is subtracted; 0. */
  readonly mean?: readonly number[];
  /** Of each channel: what is left is divided by it; 1. */
  readonly std?: readonly number[];
  /** Whether pictures are turned upright as their EXIF data say, or left as they are stored; `'apply'`. */
  readonly orientation?: OrientationOption;
}

/** The same, for the input of one network. */
export interface Preprocessing {
  /** Channels, 1 or 3, height and width. */
  readonly input: Model['input'];
  /** What the shorter side is resized to. */
  readonly shorter: number;
  /** Pillow's filter. */
  readonly interpolation: Filter;
  /** What a value in 0…1 is normalised by; undefined where the network does so itself, or nobody does. */
  readonly normalization: Pick<Required<Preprocess>, 'mean' | 'std'> | undefined;
  /** Whether pictures are turned upright. */
  readonly orientation: OrientationOption;
}

/** What it may be said as. */
export const preprocessKind = kind(
  'an object, or the name of a published checkpoint',
  (value) => (typeof value === 'object' && value !== null) || text.holds(value),
);

const crop = kind(
  'a number above 0 and up to 1',
  (value) => positive(1).holds(value),
  (value) => typeof value === 'number',
);
const kinds: Kinds<Preprocess> = {
  crop,
  resize: integer(1),
  interpolation: oneOf(filterNames),
  mean: listOf(number(-Infinity), 'a number for each channel'),
  std: listOf(positive(), 'a number above 0 for each channel'),
  orientation: oneOf(['apply', 'ignore']),
};

/**
 * What is to be done for a network: by options, by the name of a published checkpoint, or by the checkpoint that the weights are.
 * @throws {TypeError | RangeError} where nothing is known, or what is said cannot be.
 */
export function preprocessingFor(
  model: Model,
  given: Preprocess | string | undefined,
  ofWeights: Checkpoint | undefined,
  call = 'classifier',
): Preprocessing {
  const published = typeof given === 'string' ? checkpoint(given) : given === undefined ? ofWeights : undefined;
  if (given === undefined && !published)
    throw new TypeError(
      `${call}: it is not known how ${model.name} was shown its images; pass preprocess: { mean, std, crop, interpolation } as it was trained with, or the name of a published checkpoint, such as 'resnet50.a1_in1k', whose images were prepared alike; {} is 0…1, the shorter side resized to 8/7`,
    );
  const asked = published ? preprocessOf(published, model) : (given as Preprocess);
  checkOptions(call, asked, kinds, { within: 'preprocess.' });
  const { input } = model;
  const [channels, height, width] = input;
  if (channels !== 1 && channels !== 3)
    throw new RangeError(
      `${call}: ${model.name} takes ${channels} channels; expected 3, red, green and blue, or 1, gray`,
    );
  if (asked.crop !== undefined && asked.resize !== undefined)
    throw new TypeError(`${call}: preprocess has crop and resize, which say the same; leave one of them out`);
  const longer = Math.max(height, width);
  const shorter =
    asked.resize ?? (asked.crop === undefined ? Math.round((longer * 8) / 7) : Math.floor(longer / asked.crop));
  checkValue(`${call}: preprocess.resize`, shorter, integer(longer));
  return {
    input,
    shorter,
    interpolation: asked.interpolation ?? 'bilinear',
    normalization: normalizationOf(model, asked, published !== undefined, call),
    orientation: asked.orientation ?? 'apply',
  };
}

/** Of a checkpoint: where accuracy is reported at another size, and the network takes that, as it is done there. */
function preprocessOf(
  { crop: usual, testCrop, input: [, side], testInput, interpolation, mean, std }: Checkpoint,
  { input: [, height, width] }: Model,
): Preprocess {
  const isTested = testCrop !== null && height === width && height !== side && height === (testInput?.[1] ?? side);
  return { crop: isTested ? testCrop : usual, interpolation, mean, std };
}

function normalizationOf(
  { name, input: [channels], normalizes }: Model,
  { mean, std }: Preprocess,
  isPublished: boolean,
  call: string,
): Preprocessing['normalization'] {
  if (normalizes) {
    if (mean === undefined && std === undefined) return undefined;
    if (isPublished) return undefined; // It was compiled with these numbers, or with those that it was trained with since.
    throw new TypeError(
      `${call}: ${name} normalises its images itself, by its first layer; leave preprocess.mean and preprocess.std out`,
    );
  }
  if (mean === undefined && std === undefined) return undefined;
  for (const [option, values] of Object.entries({ mean, std }))
    checkValue(
      `${call}: preprocess.${option}`,
      values,
      listOf(
        number(-Infinity),
        `${channels} ${channels === 1 ? 'number, of the gray channel' : 'numbers, one for each channel'}`,
        channels,
      ),
    );
  return { mean: mean ?? [], std: std ?? [] };
}
