import { isMovement, isNormalization, isPointwise, isReduction } from '../operators/index.ts';
import type { Region } from '../region.ts';
import { countOf, type Shape } from '../tensor.ts';

/** Whether a region may be a norm: it takes a map to one of its shape, and has a mean or a norm of ONNX in it, or a single place. */
export const mayBeNorm = ({ entry, exit, nodes }: Region): boolean =>
  String(entry.shape) === String(exit.shape) &&
  (exit.shape.length === 4 || exit.shape.length === 2) &&
  (countOf(exit.shape.slice(2)) === 1 ||
    nodes.some(({ op }) => isReduction(op) || (isNormalization(op) && !op.endsWith('oftmax')))) &&
  nodes.every(({ op }) => isReduction(op) || isMovement(op) || isPointwise(op) || isNormalization(op));

/** Numbers of groups that the region speaks of. */
export function groupsOf({ nodes }: Region, channels: number): readonly number[] {
  const numbers = nodes.flatMap(({ shape, attributes }) => [shape[1] ?? 1, attributes.get('num_groups') ?? 1]);
  const all = [1, channels, ...numbers].filter((each) => typeof each === 'number');
  return [...new Set(all)].filter((each) => Number.isSafeInteger(each) && each > 0 && channels % each === 0);
}

/** A single image, or a row of a few, is by a line for each channel what other norms make of it. */
export const leastImages = ({ exit }: Region): number => (countOf(exit.shape.slice(2)) > 8 ? 4 : 16);

/** Of an element, by its place in a map's or a row's data. */
export const channelOf = (shape: Shape): ((index: number) => number) => {
  const [, channels = 1, ...map] = shape;
  const pixels = countOf(map);
  return (index) => Math.floor(index / pixels) % channels;
};
