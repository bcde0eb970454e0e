import {
  extentOf,
  isEvenlyCounted,
  itemOf,
  leading,
  trailing,
  windowedSize,
  type AveragePoolAttributes,
  type Node,
  type Pair,
  type Sides,
  type Window,
} from '@resnet-compile/ir';
import { int, ints, type Attributes } from '../attributes.ts';
import { padsOf } from './pads.ts';
import { padded } from './shapes.ts';
import type { Rule } from './rule.ts';

const sizeOf = ({ type }: Node): Pair => [Number(itemOf(type.shape, 2)), Number(itemOf(type.shape, 3))];

/**
 * The same windows, of no more padding behind the map than the last one reaches. A pool that rounds its size up is written
 * by the padding that this takes: what rounding up means changed with operator sets.
 */
function reached(size: Pair, window: Window): Sides {
  const [results, extent, before] = [windowedSize(size, window), extentOf(window), leading(window.padding)];
  const behind = (axis: 0 | 1): number =>
    Math.max(0, (results[axis] - 1) * window.stride[axis] + extent[axis] - before[axis] - size[axis]);
  return [before[0], behind(1), behind(0), before[1]];
}

const windowAttributes = (size: Pair, window: Window): Attributes => ({
  kernel_shape: ints(window.kernel),
  pads: ints(padsOf(reached(size, window))),
  strides: ints(window.stride),
});

export const maxPool: Rule<'max_pool'> = ({ inputs: [x], attributes }, place) =>
  place.node('MaxPool', [place.value(x)], windowAttributes(sizeOf(x), attributes));

/** What a mean counts, one attribute says of all padding: where some of it counts, that is padded before. */
export const averagePool: Rule<'average_pool'> = ({ inputs: [x], attributes }, place) => {
  const size = sizeOf(x);
  const { counted, ...window }: AveragePoolAttributes = attributes;
  const countsAll = isEvenlyCounted(size, attributes);
  const countsNone = counted.every((pixels) => pixels === 0);
  if (countsAll || countsNone)
    return place.node('AveragePool', [place.value(x)], {
      ...windowAttributes(size, window),
      count_include_pad: int(countsAll ? 1 : 0),
    });
  const [above, before] = leading(counted);
  const [below, behind] = trailing(counted);
  const [top, right, bottom, left] = window.padding;
  const rest: Window = {
    ...window,
    padding: [top - above, Math.max(0, right - behind), Math.max(0, bottom - below), left - before],
  };
  const surrounded: Pair = [size[0] + above + below, size[1] + before + behind];
  return place.node(
    'AveragePool',
    [padded(place.value(x), [0, 0, above, before, 0, 0, below, behind], 'constant', place)],
    { ...windowAttributes(surrounded, rest), count_include_pad: int(0) },
  );
};

export const globalAveragePool: Rule<'global_average_pool'> = ({ inputs: [x] }, place) =>
  place.node('GlobalAveragePool', [place.value(x)]);
