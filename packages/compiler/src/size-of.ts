import type { Node, Pair } from '@resnet-compile/ir';

/** Height and width of a map, or of filters. */
export const sizeOf = ({ type: { shape } }: Node): Pair => {
  const [, , height = 1, width = 1] = shape;
  return [Number(height), Number(width)];
};
