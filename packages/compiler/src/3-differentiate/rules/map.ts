import {
  constant,
  isBatched,
  makeConstant,
  noPadding,
  pointwise,
  sameShape,
  tensorType,
  type Node,
} from '@resnet-compile/ir';
import { gradientMaps } from '../gradient-maps.ts';
import type { Append, GradientRule } from '../gradient-rule.ts';
import { sizeOf } from '../../size-of.ts';

/**
 * The expression's symbolic derivative by each of its inputs: for activations a map, for vectors per channel a sum over the
 * batch and the map. It reads the result where that saves computing it again, and of the inputs only those that occur.
 */
export const map: GradientRule<'map'> = (node, dy, append, wanted) => {
  const { inputs, attributes } = node;
  const values: readonly Node[] = [...inputs, dy, node];
  return gradientMaps(attributes.of, inputs.length).map((gradient, index) => {
    const input = inputs[index];
    if (!gradient || !input || !wanted(index)) return undefined;
    const { of, others } = gradient;
    const operands = [dy, ...others.flatMap((place) => values[place] ?? [])] as const;
    if (isBatched(input.type) !== isBatched(node.type)) return append('channel_sum', { of }, operands);
    if (isRepeatedOverPixels(input, node)) {
      const [height, width] = sizeOf(node);
      const mean = append('map_mean', { of }, operands);
      return append('map', { of: pointwise.multipleOf(constant(height * width)) }, [mean]);
    }
    const whole = of.op === 'operand' ? dy : append('map', { of }, operands);
    return isBatched(input.type) ? sumOverRepeated(whole, input, append) : whole;
  });
};

const channelsOf = (node: Node): number => node.type.shape[1] as number;

/** Whether an input has one pixel for all of those of a map, and all of its channels. */
const isRepeatedOverPixels = (input: Node, whole: Node): boolean =>
  isBatched(input.type) && channelsOf(input) === channelsOf(whole) && !sameShape(input.type.shape, whole.type.shape);

/** The gradient of what was repeated over pixels, channels or both is the sum over them. */
export function sumOverRepeated(gradient: Node, input: Node, append: Append): Node {
  const perPixel =
    channelsOf(gradient) === channelsOf(input) ? gradient : sumOverChannels(gradient, channelsOf(gradient), append);
  if (sameShape(perPixel.type.shape, input.type.shape)) return perPixel;
  const [height, width] = sizeOf(gradient);
  const mean = append('global_average_pool', {}, [perPixel]);
  return append('map', { of: pointwise.multipleOf(constant(height * width)) }, [mean]);
}

const onePixel = { stride: [1, 1], padding: noPadding, dilation: [1, 1], groups: 1 } as const;

/** By a dense layer, or a 1×1 convolution, with ones. */
function sumOverChannels(gradient: Node, channels: number, append: Append): Node {
  const ones = Array.from({ length: channels }, () => 1);
  const window = gradient.type.shape.slice(2).map(() => 1);
  const weights = makeConstant(ones, tensorType(1, channels, ...window), gradient.origin);
  return window.length ? append('conv2d', onePixel, [gradient, weights]) : append('dense', {}, [gradient, weights]);
}
