import { isList, shown } from '@resnet-compile/options';
import type { Dataset } from '../dataset.ts';

/** @throws {TypeError} where something is no data set, with what it may have been meant to be. */
export function checkDataset(dataset: Dataset): void {
  const { length, shape, classes, labels, source } = Object(dataset) as Partial<Dataset>;
  if (
    typeof length === 'number' &&
    isList(shape) &&
    isList(classes) &&
    isList(labels) &&
    typeof source?.open === 'function'
  ) {
    if (labels.length === length) return;
    throw new TypeError(
      `batches: the data set ${shown(dataset.name)} has ${labels.length} labels for ${length} images; expected one each`,
    );
  }
  const isSplit = 'train' in Object(dataset) || 'test' in Object(dataset);
  throw new TypeError(
    `batches: the data set is ${isSplit ? 'both parts of one; pass its train or its test' : `${shown(dataset)}; expected what inMemory, imageFolder or one of the published sets gives`}`,
  );
}
