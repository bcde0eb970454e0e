import { found } from '@resnet-compile/ir';
import type { Part, PrimitiveName } from './float32.ts';
import { operandsOf, partsOf, statementsOf } from './statements.ts';

/** How parts are written in a language, as text or code. */
export interface Language<Written> {
  readonly constant: (value: number) => Written;
  readonly integer: (value: number) => Written;
  readonly primitives: Readonly<Record<PrimitiveName, (...operands: readonly Written[]) => Written>>;
}

/** What an expression stands in: there is what it reads, which the verifier has seen to. */
export interface Place<Written> {
  /** Each is evaluated once, between the statements. */
  readonly operands: readonly Written[];
  readonly count: Written | undefined;
  /** Writes statement number `index`, which may overwrite what was kept in the slot; returns how it is read. */
  readonly keep: (value: Written, slot: number, index: number) => Written;
}

/** Keeps what is read several times, and returns the value. */
export function write<Written>(root: Part, language: Language<Written>, place: Place<Written>): Written {
  const slots = new Map(statementsOf(root).map(({ part, slot }, index) => [part, { slot, index }]));
  const written = new Map<Part, Written>();
  const writePart = (part: Part): Written => {
    switch (part.op) {
      case 'operand':
        return place.operands[part.index] as Written;
      case 'count':
        return place.count as Written;
      case 'constant':
        return language.constant(part.value);
      case 'integer':
        return language.integer(part.value);
      default:
        return language.primitives[part.op](...operandsOf(part).map((each) => found(written, each)));
    }
  };
  for (const part of partsOf(root)) {
    const value = writePart(part);
    const kept = slots.get(part);
    written.set(part, kept ? place.keep(value, kept.slot, kept.index) : value);
  }
  return found(written, root);
}
