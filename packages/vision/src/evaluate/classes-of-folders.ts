import { nearest, shown } from '@resnet-compile/options';
import type { Model } from '../loaded-network.ts';

/**
 * The class of the network that each folder is: by its name, where all names are labels; or by its place, where there are as many folders,
 * in the order of their names, as classes: so ImageNet's, which are called n01440764, n01443537, ….
 * @throws {RangeError} where it is neither.
 */
export function classesOfFolders(
  { name, classes }: Model,
  folders: readonly string[],
  labels: readonly string[] | undefined,
): readonly number[] {
  const places = folders.map((folder) => labels?.indexOf(folder) ?? -1);
  if (places.every((place) => place >= 0)) return places;
  if (folders.length === classes) return [...folders.keys()];
  const stranger = folders[places.indexOf(-1)] ?? '';
  const near = labels && nearest(stranger, labels);
  throw new RangeError(
    labels
      ? `evaluate: the folder ${shown(stranger)} is called as none of the ${classes} classes of ${name}${near === undefined ? '' : `; did you mean ${shown(near)}?`}`
      : `evaluate: there are ${folders.length} folders, and ${name} has ${classes} classes; pass labels, the names of its classes in their order`,
  );
}
