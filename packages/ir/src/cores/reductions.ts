import type { Operation, Read } from '../operation.ts';
import type { Scalar } from '../scalar/scalar.ts';
import { misfitOf, misuseAmong, times, wholeOf, type CoreDeclaration } from './declaration.ts';

/** The mean over each image's map of an expression; its operands are what is read, the whole map first, then the tensors. */
export type Mean = Operation<readonly Read[], readonly string[], readonly [], { readonly of: Scalar }>;

/** Of a vector: in each channel's place the mean of its group of channels. */
export type GroupMean = Operation<readonly [x: Read], readonly [], readonly [], { readonly groups: number }>;

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
  viewed: true,
  shape: ({ reads, tensors, results, attributes: { of } }, shapes, vectors) => {
    if (results.length !== of.length) return `${of.length} sums for ${results.length} results`;
    const x = wholeOf(reads, shapes);
    if (typeof x === 'string') return x;
    return misfitOf(tensors, vectors, x[0]) ?? misuseAmong(of, reads.length + tensors.length) ?? x;
  },
  computes: ({ results }, _, [channels]) => results.map(() => [channels]),
};

export const mean: CoreDeclaration<Mean> = {
  takes: ['any', 'any', 0],
  viewed: true,
  shape: ({ reads, tensors, attributes: { of } }, shapes, vectors) => {
    const x = wholeOf(reads, shapes);
    if (typeof x === 'string') return x;
    return misfitOf(tensors, vectors, x[0]) ?? misuseAmong([of], reads.length + tensors.length) ?? [x[0], 1, 1];
  },
};

export const groupMean: CoreDeclaration<GroupMean> = {
  takes: [1, 0, 0],
  shape: ({ attributes: { groups } }, [[channels, height, width]]) =>
    channels % groups === 0 && height * width === 1
      ? [channels, 1, 1]
      : `${times([channels, height, width])} cannot be divided into ${groups} groups of channels`,
};
