import type { Operation, Read } from '../operation.ts';
import type { Scalar } from '../scalar/scalar.ts';
import { sameShape } from '../tensor-type.ts';
import { misfitOf, misuseAmong, type CoreDeclaration } from './declaration.ts';

/** Mean and biased variance per channel. */
export type ChannelStatistics = Operation<readonly [x: Read], readonly [], readonly [mean: string, variance: string]>;

/**
 * Sums per channel over the batch and the map, one of each expression; its operands are what is read, then the tensors.
 * Where a summand is a product, it is multiplied and added rounding once or twice.
 */
export type ChannelSums = Operation<
  readonly Read[],
  readonly string[],
  readonly string[],
  { readonly of: readonly Scalar[] }
>;

export const channelStatistics: CoreDeclaration<ChannelStatistics> = {
  takes: [1, 0, 2],
  reduces: true,
  shape: (_, [x]) => x,
  computes: (_, [[channels]]) => [[channels], [channels]],
};

export const channelSums: CoreDeclaration<ChannelSums> = {
  takes: ['any', 'any', 'any'],
  reduces: true,
  shape: ({ reads, tensors, results, attributes: { of } }, [x, ...others], vectors) => {
    if (results.length !== of.length) return `${of.length} sums for ${results.length} results`;
    if (!x) return 'it reads nothing whose values it could sum';
    if (others.some((shape) => !sameShape(shape, x))) return 'what it reads differs in shape';
    return misfitOf(tensors, vectors, x[0]) ?? misuseAmong(of, reads.length + tensors.length) ?? x;
  },
  computes: ({ results }, _, [channels]) => results.map(() => [channels]),
};
