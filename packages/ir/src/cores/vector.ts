import type { Operation } from '../operation.ts';
import type { Scalar } from '../scalar/scalar.ts';
import { sameShape } from '../tensor-type.ts';
import { misfitOf, misuseAmong, type CoreDeclaration } from './declaration.ts';

/**
 * Arithmetic on vectors of channels, too small for a device: one expression of the tensors for each result. A tensor of
 * one element is read for every channel. `count`: elements of a channel in one image; `total`: the results are sums over
 * the channels.
 */
export type Vector = Operation<
  readonly [],
  readonly string[],
  readonly string[],
  { readonly of: readonly Scalar[]; readonly count: number; readonly total?: true }
>;

export const vector: CoreDeclaration<Vector> = {
  takes: [0, 'any', 'any'],
  reduces: true,
  shape: ({ tensors, results, attributes: { of } }, _, vectors, [channels]) => {
    if (results.length !== of.length) return `${of.length} expressions for ${results.length} results`;
    const each = vectors.map((shape) => (sameShape(shape, [1]) ? [channels] : shape));
    return misfitOf(tensors, each, channels) ?? misuseAmong(of, tensors.length, { counts: true }) ?? [channels, 1, 1];
  },
  computes: ({ results, attributes: { total } }, _, [channels]) => results.map(() => [total ? 1 : channels]),
};
