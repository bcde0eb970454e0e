import { found } from '@resnet-compile/ir';
import type { Part } from './float32.ts';

/** A part that is read several times, and so computed before the value. */
export interface Statement {
  readonly part: Part;
  /** The number of the place that holds it; another statement has the same once this one is no longer read. */
  readonly slot: number;
}

/** In order. What is read once stands where it is read. */
export function statementsOf(root: Part): readonly Statement[] {
  const before = known.get(root) ?? findStatements(root);
  known.set(root, before);
  return before;
}

/** Kernels apply one expression to many registers. */
const known = new WeakMap<Part, readonly Statement[]>();

function findStatements(root: Part): readonly Statement[] {
  const parts = partsOf(root);
  const readers = new Map<Part, Part[]>(parts.map((part) => [part, []]));
  for (const part of parts) for (const each of operandsOf(part)) found(readers, each).push(part);
  const kept = parts.filter((part) => found(readers, part).length > 1 && ('of' in part || part.op === 'operand'));

  // In which statement a part is computed; the value comes after all.
  const computedIn = new Map<Part, number>(kept.map((part, index) => [part, index]));
  const lastRead = (part: Part): number =>
    part === root ? kept.length : Math.max(...found(readers, part).map((reader) => found(computedIn, reader)));
  for (const part of parts.toReversed()) if (!computedIn.has(part)) computedIn.set(part, lastRead(part));

  const takenUntil: number[] = [];
  return kept.map((part, index) => {
    const free = takenUntil.findIndex((last) => last <= index);
    const slot = free < 0 ? takenUntil.length : free;
    takenUntil[slot] = lastRead(part);
    return { part, slot };
  });
}

export const operandsOf = (part: Part): readonly Part[] => ('of' in part ? part.of : []);

/** Each part once, operands before what is computed of them. */
export function partsOf(root: Part): readonly Part[] {
  const parts = new Set<Part>();
  const visit = (part: Part): void => {
    if (parts.has(part)) return;
    operandsOf(part).forEach(visit);
    parts.add(part);
  };
  visit(root);
  return [...parts];
}
