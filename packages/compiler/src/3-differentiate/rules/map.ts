import {
  constant,
  isBatched,
  makeConstant,
  noPadding,
  operand,
  pointwise,
  sameShape,
  tensorType,
  type Node,
} from '@resnet-compile/ir';
import { gradientMaps } from '../gradient-maps.ts';
import type { Append, GradientRule } from '../gradient-rule.ts';
import { sizeOf } from '../../size-of.ts';

/**
 * The expression's symbolic derivative by each of its inputs: for activations a map, for what is repeated over pixels a sum
 * over the map, for vectors per channel one over the batch too. It reads the result where that saves computing it again, and
 * of the inputs only those that occur. A gradient is linear in dy: times what is the same at all pixels, dy is summed first,
 * once for all that take it so.
 */
export const map: GradientRule<'map'> = (node, dy, append, wanted) => {
  const { inputs, attributes } = node;
  const values: readonly Node[] = [...inputs, dy, node];
  const isSummed = inputs.some((input, index) => wanted(index) && isRepeatedOverPixels(input, node));
  let summed: Node | undefined;
  const sumOfDy = (): Node => (summed ??= overPixels(append('map_mean', { of: operand(0) }, [dy]), node, append));
  return gradientMaps(attributes.of, inputs.length).map((gradient, index) => {
    const input = inputs[index];
    if (!gradient || !input || !wanted(index)) return undefined;
    const { of } = gradient;
    const others = gradient.others.flatMap((place) => values[place] ?? []);
    const first = isSummed && others.every((other) => isSameAtAllPixels(other, node));
    if (isBatched(input.type) !== isBatched(node.type))
      return append('channel_sum', { of }, [first ? sumOfDy() : dy, ...others]);
    if (isRepeatedOverPixels(input, node)) {
      if (!first) return overPixels(append('map_mean', { of }, [dy, ...others]), node, append);
      return of.op === 'operand' ? sumOfDy() : append('map', { of }, [sumOfDy(), ...others]);
    }
    const whole = of.op === 'operand' ? dy : append('map', { of }, [dy, ...others]);
    return isBatched(input.type) ? sumOverRepeated(whole, input, append) : whole;
  });
};

const channelsOf = (node: Node): number => node.type.shape[1] as number;

/** Whether an input has one pixel for all of those of a map, and all of its channels. */
const isRepeatedOverPixels = (input: Node, whole: Node): boolean =>
  isBatched(input.type) && channelsOf(input) === channelsOf(whole) && !sameShape(input.type.shape, whole.type.shape);

const isSameAtAllPixels = (input: Node, whole: Node): boolean =>
  !isBatched(input.type) || !sameShape(sizeOf(input), sizeOf(whole));

/** A sum, of a mean over the pixels of a map. */
function overPixels(mean: Node, whole: Node, append: Append): Node {
  const [height, width] = sizeOf(whole);
  return append('map', { of: pointwise.multipleOf(constant(height * width)) }, [mean]);
}

/** The gradient of what was repeated over pixels, channels or both is the sum over them. */
export function sumOverRepeated(gradient: Node, input: Node, append: Append): Node {
  const perPixel =
    channelsOf(gradient) === channelsOf(input) ? gradient : sumOverChannels(gradient, channelsOf(gradient), append);
  if (sameShape(perPixel.type.shape, input.type.shape)) return perPixel;
  return overPixels(append('global_average_pool', {}, [perPixel]), gradient, append);
}

const onePixel = { stride: [1, 1], padding: noPadding, dilation: [1, 1], groups: 1 } as const;

/** By a dense layer, or a 1×1 convolution, with ones. */
function sumOverChannels(gradient: Node, channels: number, append: Append): Node {
  const ones = Array.from({ length: channels }, () => 1);
  const window = gradient.type.shape.slice(2).map(() => 1);
  const weights = makeConstant(ones, tensorType(1, channels, ...window), gradient.origin);
  return window.length ? append('conv2d', onePixel, [gradient, weights]) : append('dense', {}, [gradient, weights]);
}
