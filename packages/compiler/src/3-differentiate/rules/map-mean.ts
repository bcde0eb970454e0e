import {
  constant,
  divide,
  isBatched,
  operand,
  sameShape,
  substitute,
  type Node,
  type Pair,
  type Scalar,
} from '@resnet-compile/ir';
import { gradientMapsOfInputs } from '../gradient-maps.ts';
import type { Append, GradientRule } from '../gradient-rule.ts';
import { sizeOf } from '../../size-of.ts';
import { sumOverRepeated } from './map.ts';

/** Every pixel takes an equal part of dy, times the expression's symbolic derivative by each of its inputs. */
export const mapMean: GradientRule<'map_mean'> = ({ inputs, attributes }, dy, append, wanted) => {
  const size = inputs.map(sizeOf).reduce(([h, w], [height, width]) => [Math.max(h, height), Math.max(w, width)]);
  const values: readonly Node[] = [...inputs, dy];
  return gradientMapsOfInputs(attributes.of, inputs.length).map((gradient, index) => {
    const input = inputs[index];
    if (!gradient || !input || !wanted(index)) return undefined;
    const operands = [dy, ...gradient.others.flatMap((place) => values[place] ?? [])] as const;
    const part = { of: gradient.of, operands, size, isWhole: operands.some((each) => sameShape(sizeOf(each), size)) };
    if (!isBatched(input.type))
      return append('channel_sum', { of: part.isWhole ? equalPart(part) : part.of }, operands);
    if (sameShape(input.type.shape, dy.type.shape))
      return part.isWhole ? append('map_mean', { of: part.of }, operands) : mapped(part, append);
    return sumOverRepeated(spread(part, append), input, append);
  });
};

interface Part {
  /** Of dy first. */
  readonly of: Scalar;
  readonly operands: readonly [dy: Node, ...others: Node[]];
  readonly size: Pair;
  /** Whether any operand differs from pixel to pixel. */
  readonly isWhole: boolean;
}

const equalPart = ({ of, size: [height, width] }: Part): Scalar =>
  substitute(of, [divide(operand(0), constant(height * width))]);

const mapped = ({ of, operands }: Part, append: Append): Node =>
  of.op === 'operand' ? operands[0] : append('map', { of }, operands);

/** The gradient of a whole map: what is the same at all pixels is divided among them once. */
const spread = (part: Part, append: Append): Node =>
  part.isWhole
    ? append('map', { of: equalPart(part) }, part.operands)
    : append('global_average_pool_gradient', { size: part.size }, [mapped(part, append)]);
