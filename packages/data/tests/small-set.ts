import { inMemory, sharedBytes, type Dataset, type Shape } from '../src/index.ts';

/** Images of pseudo-random bytes; the first byte of image n is n. */
export function smallSet(length: number, shape: Shape = [3, 8, 8], classCount = 10): Dataset {
  const [channels, height, width] = shape;
  const size = channels * height * width;
  const pixels = sharedBytes(length * size);
  for (let at = 0; at < pixels.length; at++)
    pixels[at] = at % size === 0 ? at / size : Math.imul(at, 2654435761) >>> 24;
  return inMemory({
    name: 'small',
    pixels,
    labels: Array.from({ length }, (_, n) => n % classCount),
    shape,
    classes: Array.from({ length: classCount }, (_, n) => `class ${n}`),
  });
}
