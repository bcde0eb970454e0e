import type { Cores } from './cores/index.ts';

export type CoreKind = keyof Cores;

/** What a kernel computes for each element of its result, before its steps. */
export type CoreOf<Kind extends CoreKind> = { readonly kind: Kind } & Cores[Kind];
export type Core = { readonly [Kind in CoreKind]: CoreOf<Kind> }[CoreKind];

/** A core, with its operands. */
export const coreOf = <Kind extends CoreKind>(
  kind: Kind,
  attributes: Cores[Kind]['attributes'],
  reads: Cores[Kind]['reads'],
  tensors: Cores[Kind]['tensors'],
  results: Cores[Kind]['results'],
): CoreOf<Kind> =>
  ({
    kind,
    reads: shared(reads),
    tensors: shared(tensors),
    results: shared(results),
    attributes,
  }) as unknown as CoreOf<Kind>;

/** Most lists of operands are empty, and deep networks have ten thousands of them. */
const none: readonly never[] = [];
const shared = <One>(list: readonly One[]): readonly One[] => (list.length ? list : none);
