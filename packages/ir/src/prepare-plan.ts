import type { PrepareOp, PrepareStep } from './kernel-program.ts';
import { ExpressionTable, type Scalar } from './scalar/index.ts';

/** What a compiled module needs to prepare its parameters: what is read when it does. Plain JSON. */
export interface PreparePlan {
  /** Of maps, each once: the batch norms of a network are the same two. */
  readonly expressions: readonly Scalar[];
  /** Parameters are there before, by their names: a step reads one only where its id is another name. */
  readonly steps: readonly PlannedStep[];
}

interface PlannedAttributes {
  readonly parameter: { readonly name: string };
  /** Repeated until there are `length`. */
  readonly constant: { readonly values: readonly number[]; readonly length: number };
  /** The expression's number. */
  readonly map: { readonly of: number };
  readonly expand: { readonly channels: number };
  readonly scale_filters: object;
  readonly standardize_filters: { readonly filters: number; readonly epsilon: number };
}

export type PlannedStepOf<Op extends PrepareOp> = {
  readonly id: string;
  readonly op: Op;
  readonly inputs: readonly string[];
} & PlannedAttributes[Op];
export type PlannedStep = { [Op in PrepareOp]: PlannedStepOf<Op> }[PrepareOp];

const elementsOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** Prepare program → plan. */
export function planPrepare(prepare: readonly PrepareStep[]): PreparePlan {
  const table = new ExpressionTable();
  const steps = prepare.flatMap((step): readonly PlannedStep[] => {
    const { id, inputs } = step;
    switch (step.op) {
      case 'parameter': {
        const { name } = step.attributes;
        return name === id ? [] : [{ id, op: 'parameter', inputs, name }];
      }
      case 'map':
        return [{ id, op: 'map', inputs, of: table.numberOf(step.attributes.of) }];
      case 'constant':
        return [{ id, op: 'constant', inputs, values: step.attributes.values, length: elementsOf(step.shape) }];
      case 'expand':
        return [{ id, op: 'expand', inputs, channels: step.attributes.channels }];
      case 'scale_filters':
        return [{ id, op: 'scale_filters', inputs }];
      case 'standardize_filters':
        return [{ id, op: 'standardize_filters', inputs, filters: step.shape[0] ?? 1, ...step.attributes }];
    }
  });
  return { expressions: table.expressions, steps };
}
