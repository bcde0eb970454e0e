import { windowedSize, type Window } from '@resnet-compile/ir';
import type { FeatureMap } from '../feature-map.ts';
import { outputsInside } from './outputs-inside.ts';
import type { Matrix } from './products.ts';

/**
 * The window of every result, as a matrix: row (c, i, j) is what filter tap (i, j) of channel c reads, over the results
 * (torch.nn.functional.unfold). What lies outside of the map and its halo is zero.
 */
export function patches(map: FeatureMap, image: number, window: Window): Matrix {
  const matrix = emptyPatches(map.shape, window);
  eachRun(map, image, window, (row, from, count, step) => {
    for (let index = 0; index < count; index++) matrix.data[row + index] = map.data[from + index * step]!;
  });
  return matrix;
}

/** The reverse: adds every patch to the pixels that it was read from (torch.nn.functional.fold). */
export function addPatches(matrix: Matrix, map: FeatureMap, image: number, window: Window): void {
  eachRun(map, image, window, (row, from, count, step) => {
    for (let index = 0; index < count; index++) map.data[from + index * step]! += matrix.data[row + index]!;
  });
}

export function emptyPatches(
  [channels, height, width]: FeatureMap['shape'],
  { kernel, stride, padding }: Window,
): Matrix {
  const rows = channels * kernel[0] * kernel[1];
  const columns =
    windowedSize(height, kernel[0], stride[0], padding[0]) * windowedSize(width, kernel[1], stride[1], padding[1]);
  return { data: new Float64Array(rows * columns), rows, columns };
}

/** Calls for every row of the result and every filter tap: where it lies in the matrix, and where in the map. */
function eachRun(
  map: FeatureMap,
  image: number,
  { kernel, stride, padding }: Window,
  visit: (inMatrix: number, inMap: number, count: number, step: number) => void,
): void {
  const [channels, height, width] = map.shape;
  const outHeight = windowedSize(height, kernel[0], stride[0], padding[0]);
  const outWidth = windowedSize(width, kernel[1], stride[1], padding[1]);
  let matrixRow = 0;
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < kernel[0]; i++) {
      const rows = outputsInside(i - padding[0], stride[0], outHeight, height, map.halo[0]);
      for (let j = 0; j < kernel[1]; j++) {
        const columns = outputsInside(j - padding[1], stride[1], outWidth, width, map.halo[1]);
        for (let y = rows.from; y < rows.to; y++) {
          const source =
            map.origin +
            image * map.image +
            c * map.channel +
            (y * stride[0] - padding[0] + i) * map.row +
            (columns.from * stride[1] - padding[1] + j) * map.pixel;
          visit(matrixRow + y * outWidth + columns.from, source, columns.to - columns.from, stride[1] * map.pixel);
        }
        matrixRow += outHeight * outWidth;
      }
    }
  }
}
