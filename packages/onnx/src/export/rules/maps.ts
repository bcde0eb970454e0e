import { elementsPerImage, isBatched, itemOf, type NodeOf } from '@resnet-compile/ir';
import { int, ints } from '../attributes.ts';
import type { Place } from '../graph-writer.ts';
import { emitScalar } from '../scalars/emit-scalar.ts';
import { reshaped } from './shapes.ts';
import type { Rule } from './rule.ts';

/** What vectors of an affine map are called. */
const roles = ['operand', 'scale', 'shift', 'addend'];

/** An expression of a node's inputs; where they are maps, vectors are repeated over them. */
function emitOf({ inputs, attributes: { of } }: NodeOf<'map'> | NodeOf<'map_mean'>, place: Place): string {
  const isOfMaps = inputs.some(({ type }) => type.shape.length === 4 && isBatched(type));
  return emitScalar(of, place, (index) => {
    const input = itemOf(inputs, index);
    return isOfMaps && !isBatched(input.type)
      ? place.perChannel(input, roles[index])
      : place.value(input, roles[index]);
  });
}

export const map: Rule<'map'> = (node, place) => emitOf(node, place);

export const mapMean: Rule<'map_mean'> = (node, place) => mean(emitOf(node, place), [2, 3], place);

/** Axes are an input since opset 18. */
export const mean = (value: string, axes: readonly number[], { opset, node, integers }: Place): string =>
  opset < 18
    ? node('ReduceMean', [value], { axes: ints(axes), keepdims: int(1) })
    : node('ReduceMean', [value, integers(axes)], { keepdims: int(1) });

/** N×C×1×1 as N×groups×C/groups×1, whose means are repeated. */
export const groupMean: Rule<'group_mean'> = ({ inputs: [x], attributes: { groups }, type }, place) => {
  const channels = elementsPerImage(type);
  const each = channels / groups;
  const means = mean(reshaped(place.value(x), [0, groups, each, 1], place), [2], place);
  return reshaped(place.node('Expand', [means, place.integers([1, groups, each, 1])]), [0, channels, 1, 1], place);
};
