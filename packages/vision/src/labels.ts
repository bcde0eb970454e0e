import { checkValue, kind, listOf, text } from '@resnet-compile/options';
import type { Checkpoint } from '@resnet-compile/weights/published';
import type { Model } from './loaded-network.ts';

/** Names of classes, by index, or a list that the package has: ImageNet-1k's. */
export type Labels = readonly string[] | 'imagenet-1k';

/** How many ImageNet-1k has. */
const imagenetClasses = 1000;

export const labelsKind = kind(
  "a list of names, one for each class, or 'imagenet-1k'",
  (value) => value === 'imagenet-1k' || listOf(text, '').holds(value),
);

/**
 * The names of a network's classes: those that are given, ImageNet-1k's where the weights are a checkpoint's that has its
 * classes, or their indices, which is said.
 * @throws {RangeError} where there are more or fewer than classes.
 */
export async function labelsFor(
  model: Model,
  given: Labels | undefined,
  ofWeights: Checkpoint | undefined,
): Promise<readonly string[]> {
  const isImagenet = ofWeights?.classes === imagenetClasses && model.classes === imagenetClasses;
  const wanted = given ?? (isImagenet ? 'imagenet-1k' : undefined);
  if (wanted === undefined) {
    console.warn(
      `classifier: nobody says what the ${model.classes} classes of ${model.name} are called, so they are called by their indices; pass labels: a list of names, or 'imagenet-1k'`,
    );
    return Array.from({ length: model.classes }, (_, index) => `class ${index}`);
  }
  const names = wanted === 'imagenet-1k' ? (await import('./imagenet-1k.ts')).imagenet1k : Array.from(wanted);
  checkValue(
    'classifier: labels',
    names,
    listOf(text, `${model.classes} names, as ${model.name} has classes; there are ${names.length}`, model.classes),
  );
  return names;
}
