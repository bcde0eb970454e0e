import {
  broadcastView,
  coreOf,
  isBatched,
  map as mapStep,
  read,
  renumber,
  sameShape,
  type MapShape,
  type NodeOf,
  type Read,
  type Scalar,
} from '@resnet-compile/ir';
import { copyOf, mapShape } from '../lowering.ts';
import type { LowerOp } from './lower-op.ts';

/** Activations: a kernel that copies the first, and one step. Vectors alone: a kernel on the host. */
export const map: LowerOp<'map'> = (node, lowering, inputs) => {
  const { of, reads, tensors } = splitOperands(node, inputs);
  const [first, ...others] = reads;
  if (!first) lowering.alias(node, lowering.vector(node, 'value', of, tensors));
  else lowering.kernel(node, copyOf(first.buffer, first.view), mapStep(of, others, tensors));
};

export const channelSum: LowerOp<'channel_sum'> = (node, lowering, inputs) => {
  const { of, reads, tensors, whole } = splitOperands(node, inputs);
  const sum = lowering.tensorOf(node, 'sum');
  lowering.reduction(node, 'sums', coreOf('channel_sums', { of: [of] }, reads, tensors, [sum]), whole);
};

/** A node's expression over what a kernel reads, then its tensors: activations first, then vectors per channel. */
export function splitOperands(
  { inputs, attributes }: NodeOf<'map'> | NodeOf<'channel_sum'> | NodeOf<'map_mean'>,
  ids: readonly string[],
): {
  readonly of: Scalar;
  readonly reads: readonly Read[];
  readonly tensors: readonly string[];
  readonly whole: MapShape;
} {
  const operands = inputs.map(({ type }, place) => ({ place, id: ids[place] ?? '', type, shape: mapShape(type) }));
  const activations = operands.filter(({ type }) => isBatched(type));
  const whole = activations.map(({ shape }) => shape).reduce<MapShape>(largest, [1, 1, 1]);
  const isWhole = (shape: MapShape): boolean => sameShape(shape, whole);
  // What is repeated comes behind what is not, with which a kernel begins.
  const ordered = [
    ...activations.sort((a, b) => Number(isWhole(b.shape)) - Number(isWhole(a.shape))),
    ...operands.filter(({ type }) => !isBatched(type)),
  ];
  return {
    of: renumber(
      attributes.of,
      operands.map((operand) => ordered.indexOf(operand)),
    ),
    reads: ordered
      .slice(0, activations.length)
      .map(({ id, shape }) => (isWhole(shape) ? read(id) : read(id, broadcastView(shape, whole)))),
    tensors: ordered.slice(activations.length).map(({ id }) => id),
    whole,
  };
}

const largest = (a: MapShape, b: MapShape): MapShape => [
  Math.max(a[0], b[0]),
  Math.max(a[1], b[1]),
  Math.max(a[2], b[2]),
];
