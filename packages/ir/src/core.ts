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
): CoreOf<Kind> => ({ kind, reads, tensors, results, attributes }) as unknown as CoreOf<Kind>;
