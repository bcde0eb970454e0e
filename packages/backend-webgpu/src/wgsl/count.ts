import { leading, trailing, type AveragePoolAttributes, type Pair } from '@resnet-compile/ir';
import { times, u } from './text.ts';

/** How many elements the mean of window (y, x) is formed of: those within the map and what is counted around it. */
export function countOf(
  { kernel, stride, padding, counted }: AveragePoolAttributes,
  size: Pair,
  [y, x]: readonly [string, string],
): string {
  const [before, around, behind] = [leading(padding), leading(counted), trailing(counted)];
  const inside = (window: string, axis: 0 | 1): string => {
    const start = times(window, stride[axis]);
    const [first, last] = [Math.max(0, before[axis] - around[axis]), size[axis] + before[axis] + behind[axis]];
    return `min(${start} + ${u(kernel[axis])}, ${u(last)}) - max(${start}, ${u(first)})`;
  };
  return `f32((${inside(y, 0)}) * (${inside(x, 1)}))`;
}
