import type { KernelShape, ReadShape } from './kernel-shape.ts';

/** What an address of a kernel's code is: `mask`: of a read's channels; `key`: of a dropout layer. */
export type Role = 'read' | 'mask' | 'tensor' | 'result' | 'write' | 'key' | 'scratch';

/** One address parameter of a kernel's code: number `place` of a kind, of the core or of a step. */
export interface Operand {
  readonly part: 'core' | number;
  readonly role: Role;
  readonly place: number;
}

/**
 * A kernel's address parameters, in the order in which a call passes them; `first` and `last` pixel follow. The only list:
 * names, addresses, places in memory and the steps of slices are made of it.
 */
export function operandsOf({ core, steps }: KernelShape): readonly Operand[] {
  const some = (part: Operand['part'], role: Role, count: number): readonly Operand[] =>
    Array.from({ length: count }, (_, place) => ({ part, role, place }));
  const reads = (part: Operand['part'], all: readonly ReadShape[]): readonly Operand[] =>
    all.flatMap(({ masked }, place) => [
      { part, role: 'read', place },
      ...(masked ? [{ part, role: 'mask', place } as const] : []),
    ]);
  return [
    ...reads('core', core.reads),
    ...some('core', 'tensor', core.tensors),
    ...some('core', 'result', core.results),
    ...steps.flatMap((step, part) => {
      if (step.kind === 'map') return [...reads(part, step.reads), ...some(part, 'tensor', step.tensors)];
      return some(part, step.kind === 'store' ? 'write' : 'key', 1);
    }),
    ...some('core', 'scratch', core.kind === 'winograd' ? 1 : 0),
  ];
}

export const nameOf = ({ part, role, place }: Operand): string =>
  `${role}${place}${part === 'core' ? '' : `of${part}`}`;
