import { tensorType } from '../tensor-type.ts';
import type { OpDeclaration } from './declaration.ts';
import { image } from './expect-shape.ts';
import { mapped, type OfOperands } from './map.ts';

/** The mean over each image's map of an expression, whose inputs are as a `map`'s: N×C×1×1. */
export type MapMean = OfOperands;

export const mapMean: OpDeclaration<MapMean> = {
  takes: [1, Infinity],
  shape: ({ of }, inputs) => tensorType('N', image(mapped(of, inputs))[0], 1, 1),
};
