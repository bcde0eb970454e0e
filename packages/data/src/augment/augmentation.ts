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
export type Augmentation = ColorJitter | Cutmix | HorizontalFlip | Mixup | PadCrop | RandomErasing | RandomResizedCrop | TrivialAugment;

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

export const operationOf = (augmentation: Augmentation): Operation<Augmentation> => operations[augmentation.operation] as Operation<Augmentation>;

/** @throws {TypeError} where something is no augmentation, or stands before what has to be done first. */
export function checkAugmentations(augmentations: readonly Augmentation[]): void {
  let last: Augmentation | undefined;
  for (const [place, augmentation] of augmentations.entries()) {
    if (!Object.hasOwn(operations, augmentation?.operation ?? '')) {
      throw new TypeError(`augment[${place}] is ${JSON.stringify(augmentation)}; expected one of ${Object.keys(operations).map((name) => `${name}()`).join(', ')}`);
    }
    const operation = operationOf(augmentation);
    if (last && order.indexOf(operation.on) < order.indexOf(operationOf(last).on)) {
      throw new TypeError(`augment[${place}], ${augmentation.operation}, works on ${operation.on}; put it before ${last.operation}, which works on ${operationOf(last).on === 'batch' ? 'whole batches' : 'normalised values'}`);
    }
    if (operation.on === 'pixels' && operation.fits && place > 0) {
      throw new TypeError(`augment[${place}], ${augmentation.operation}, takes the original image; put it first`);
    }
    last = augmentation;
  }
}
