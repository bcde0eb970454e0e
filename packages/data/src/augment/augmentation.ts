import { checkOptions, isList, kind, required, shown, type Kind, type Kinds } from '@resnet-compile/options';
import { colorJitterOperation, type ColorJitter } from './color-jitter.ts';
import { cutmixOperation, type Cutmix } from './cutmix.ts';
import { horizontalFlipOperation, type HorizontalFlip } from './horizontal-flip.ts';
import { mixupOperation, type Mixup } from './mixup.ts';
import type { Operation } from './operation.ts';
import { padCropOperation, type PadCrop } from './pad-crop.ts';
import { randomErasingOperation, type RandomErasing } from './random-erasing.ts';
import { randomResizedCropOperation, type RandomResizedCrop } from './random-resized-crop.ts';
import { trivialAugmentOperation, type TrivialAugment } from './trivial-augment.ts';

/** What is done to images, as plain data: it travels to workers, and can be printed and kept beside a checkpoint. */
export type Augmentation =
  | ColorJitter
  | Cutmix
  | HorizontalFlip
  | Mixup
  | PadCrop
  | RandomErasing
  | RandomResizedCrop
  | TrivialAugment;

type OptionsOf<Name> = Extract<Augmentation, { readonly operation: Name }>;

const operations: { readonly [Name in Augmentation['operation']]: Operation<OptionsOf<Name>> } = {
  padCrop: padCropOperation,
  horizontalFlip: horizontalFlipOperation,
  randomResizedCrop: randomResizedCropOperation,
  colorJitter: colorJitterOperation,
  trivialAugment: trivialAugmentOperation,
  randomErasing: randomErasingOperation,
  mixup: mixupOperation,
  cutmix: cutmixOperation,
};

const order = ['pixels', 'values', 'batch'] as const;
const makers = Object.keys(operations)
  .map((name) => `${name}()`)
  .join(', ');
const named = kind('its name', (value) => typeof value === 'string');

export const operationOf = (augmentation: Augmentation): Operation<Augmentation> =>
  operations[augmentation.operation] as Operation<Augmentation>;

/** @throws {TypeError | RangeError} where something is no augmentation of such images, or stands before what has to be done first. */
export function checkAugmentations(augmentations: readonly Augmentation[], channels: number): void {
  if (!isList(augmentations))
    throw new TypeError(`batches: augment is ${shown(augmentations)}; expected a list of ${makers}`);
  let last: Augmentation | undefined;
  for (const [place, augmentation] of augmentations.entries()) {
    if (!Object.hasOwn(operations, augmentation?.operation ?? '')) {
      throw new TypeError(`augment[${place}] is ${shown(augmentation)}; expected one of ${makers}`);
    }
    const operation = operationOf(augmentation);
    const whole = Object.entries<Kind>({ operation: named, ...operation.kinds }).map(([name, kind]) => [
      name,
      required(kind),
    ]);
    checkOptions(
      `augment[${place}], ${augmentation.operation}`,
      augmentation,
      Object.fromEntries(whole) as Kinds<Augmentation>,
    );
    if (
      augmentation.operation === 'padCrop' &&
      augmentation.fill.length !== 0 &&
      augmentation.fill.length !== channels
    ) {
      throw new RangeError(
        `augment[${place}], padCrop: fill has ${augmentation.fill.length} values; expected ${channels}, one for each channel of the images`,
      );
    }
    if (last && order.indexOf(operation.on) < order.indexOf(operationOf(last).on)) {
      throw new TypeError(
        `augment[${place}], ${augmentation.operation}, works on ${operation.on}; put it before ${last.operation}, which works on ${operationOf(last).on === 'batch' ? 'whole batches' : 'normalised values'}`,
      );
    }
    if (operation.on === 'pixels' && operation.fits && place > 0) {
      throw new TypeError(`augment[${place}], ${augmentation.operation}, takes the original image; put it first`);
    }
    last = augmentation;
  }
}
