import { between, integerBelow, type Random } from '../random.ts';

export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * A random part of an image: an area uniform in `scale` of the whole, an aspect ratio whose logarithm is uniform in that of
 * `ratio`, anywhere. As torchvision's `get_params`, which gives up after ten that do not fit: then undefined.
 */
export function randomBox(
  random: Random,
  height: number,
  width: number,
  scale: readonly [number, number],
  ratio: readonly [number, number],
  fits: (box: { readonly height: number; readonly width: number }) => boolean,
): Box | undefined {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = height * width * between(random, ...scale);
    const aspect = Math.exp(between(random, Math.log(ratio[0]), Math.log(ratio[1])));
    const box = { width: Math.round(Math.sqrt(area * aspect)), height: Math.round(Math.sqrt(area / aspect)) };
    if (fits(box))
      return {
        ...box,
        top: integerBelow(random, height - box.height + 1),
        left: integerBelow(random, width - box.width + 1),
      };
  }
  return undefined;
}
