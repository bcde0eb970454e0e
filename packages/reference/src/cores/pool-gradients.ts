import { leading, type AveragePoolAttributes, type Pair, type Window } from '@resnet-compile/ir';
import { zeros, type Values } from '../values.ts';
import { countOf } from './pool.ts';

/** Calls for every window with the position of its result, those of its pixels inside the map, and its corner. */
function eachWindow(
  shape: readonly number[],
  out: readonly number[],
  { kernel, stride, padding }: Window,
  visit: (result: number, inside: readonly number[], corner: Pair) => void,
): void {
  const [batch, channels, height, width] = shape as readonly [number, number, number, number];
  const [, , outHeight, outWidth] = out as readonly [number, number, number, number];
  const [above, before] = leading(padding);
  let result = 0;
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        const inside: number[] = [];
        const [top, left] = [y * stride[0] - above, x * stride[1] - before];
        for (let i = Math.max(0, top); i < Math.min(height, top + kernel[0]); i++) {
          for (let j = Math.max(0, left); j < Math.min(width, left + kernel[1]); j++)
            inside.push((plane * height + i) * width + j);
        }
        visit(result++, inside, [top, left]);
      }
    }
  }
}

/** The first largest element of each window takes its gradient. */
export function maxPoolGradient(dy: Values, x: Values, window: Window): Values {
  const dx = zeros(...x.shape);
  eachWindow(x.shape, dy.shape, window, (result, inside) => {
    const winner = inside.reduce((best, at) => (x.data[at]! > x.data[best]! ? at : best));
    dx.data[winner]! += dy.data[result]!;
  });
  return dx;
}

/** Every element of a window takes an equal part. */
export function averagePoolGradient(dy: Values, shape: readonly number[], window: AveragePoolAttributes): Values {
  const dx = zeros(...shape);
  const [, , height, width] = shape as readonly [number, number, number, number];
  eachWindow(shape, dy.shape, window, (result, inside, corner) => {
    const count = countOf(corner, [height, width], window);
    for (const at of inside) dx.data[at]! += dy.data[result]! / count;
  });
  return dx;
}
