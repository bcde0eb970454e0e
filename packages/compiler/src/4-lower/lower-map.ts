import {
  broadcastView,
  isBatched,
  map,
  read,
  renumber,
  type MapShape,
  type NodeOf,
  type Read,
  type Scalar,
} from '@resnet-compile/ir';
import { copyOf, mapShape, type Lowering } from './lowering.ts';

/** A node's expression over what a kernel reads, then its tensors: activations first, then vectors per channel. */
export function splitOperands(
  { inputs, attributes }: NodeOf<'map'> | NodeOf<'channel_sum'>,
  ids: readonly string[],
): { readonly of: Scalar; readonly reads: readonly Read[]; readonly tensors: readonly string[] } {
  const places = inputs.map((_, place) => place);
  const isActivation = (place: number): boolean => isBatched(inputs[place]!.type);
  const shapeOf = (place: number): MapShape => mapShape(inputs[place]!.type);
  const whole = places.filter(isActivation).map(shapeOf).reduce<MapShape>(largest, [1, 1, 1]);
  const isWhole = (place: number): boolean => String(shapeOf(place)) === String(whole);
  // What is repeated comes behind what is not, with which a kernel begins.
  const activations = places.filter(isActivation).sort((a, b) => Number(isWhole(b)) - Number(isWhole(a)));
  const order = [...activations, ...places.filter((place) => !isActivation(place))];
  return {
    of: renumber(
      attributes.of,
      places.map((place) => order.indexOf(place)),
    ),
    reads: activations.map((place) => read(ids[place]!, broadcastView(shapeOf(place), whole))),
    tensors: order.filter((place) => !isActivation(place)).map((place) => ids[place]!),
  };
}

/** Activations: a kernel that copies the first, and one step. Vectors alone: a kernel on the host. */
export function lowerMap(node: NodeOf<'map'>, lowering: Lowering, ids: readonly string[]): void {
  if (!isBatched(node.type)) {
    const [result] = lowering.vector(node as never, { value: node.attributes.of }, ids);
    return lowering.alias(node as never, result!);
  }
  const {
    of,
    reads: [first, ...reads],
    tensors,
  } = splitOperands(node, ids);
  lowering.kernel(node as never, copyOf(first!.buffer, first!.view), map(of, reads, tensors));
}

const largest = (a: MapShape, b: MapShape): MapShape => [
  Math.max(a[0], b[0]),
  Math.max(a[1], b[1]),
  Math.max(a[2], b[2]),
];
