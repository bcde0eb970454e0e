import { vectorsOf, type KernelShape } from '../kernel-shape.ts';
import { loadWeights } from './memory.ts';
import { u } from './text.ts';

/** A vector of the channels of one of the vectors that a kernel reads: vector `v` of its tile, which is number `vector`. */
export const loadVector = (
  { vectors, filters, channels, half }: KernelShape,
  place: number,
  { v, vector }: { readonly v: number; readonly vector: string },
): string =>
  vectors.in === 'tensors'
    ? `tensors[places[${place >> 2}].${'xyzw'[place % 4]} + ${vector}]`
    : loadWeights(half, `${u(filters + place * vectorsOf(channels) + v)} + c`);
