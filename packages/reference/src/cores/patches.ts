import { leading, windowedSize, type Window } from '@resnet-compile/ir';
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

export function emptyPatches([channels, ...size]: FeatureMap['shape'], window: Window): Matrix {
  const rows = channels * window.kernel[0] * window.kernel[1];
  const [outHeight, outWidth] = windowedSize(size, window);
  const columns = outHeight * outWidth;
  return { data: new Float64Array(rows * columns), rows, columns };
}

/** Calls for every row of the result and every filter tap: where it lies in the matrix, and where in the map. */
function eachRun(
  map: FeatureMap,
  image: number,
  window: Window,
  visit: (inMatrix: number, inMap: number, count: number, step: number) => void,
): void {
  const { kernel, stride, padding, dilation = [1, 1] } = window;
  const [channels, height, width] = map.shape;
  const [outHeight, outWidth] = windowedSize([height, width], window);
  const [top, left] = leading(padding);
  let matrixRow = 0;
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < kernel[0]; i++) {
      const down = i * dilation[0] - top;
      const rows = outputsInside(down, stride[0], outHeight, height, map.halo[0]);
      for (let j = 0; j < kernel[1]; j++) {
        const across = j * dilation[1] - left;
        const columns = outputsInside(across, stride[1], outWidth, width, map.halo[1]);
        for (let y = rows.from; y < rows.to; y++) {
          const source =
            map.origin +
            image * map.image +
            c * map.channel +
            (y * stride[0] + down) * map.row +
            (columns.from * stride[1] + across) * map.pixel;
          visit(matrixRow + y * outWidth + columns.from, source, columns.to - columns.from, stride[1] * map.pixel);
        }
        matrixRow += outHeight * outWidth;
      }
    }
  }
}
