import { itemOf, type Scalar } from '@resnet-compile/ir';
import type { KernelShapes } from '@resnet-compile/plan/cpu';
import type { KernelShape } from './kernel-shape.ts';

/** A shape as far as it has expressions. */
interface WithExpressions<Of> {
  readonly core: { readonly kind: string; readonly of?: readonly Of[] };
  readonly steps: readonly { readonly kind: string; readonly of?: Of }[];
}

/** Shapes as JSON: expressions by number, of parts of which each stands once, so that what is shared stays so. */
export function carryShapes(shapes: readonly KernelShape[]): KernelShapes {
  const parts: object[] = [];
  const numbers = new Map<string, number>();
  const known = new Map<Scalar, number>();
  const numberOf = (scalar: Scalar): number => {
    const before = known.get(scalar);
    if (before !== undefined) return before;
    const part = carried(scalar);
    const key = JSON.stringify(part);
    const number = numbers.get(key) ?? parts.push(part) - 1;
    numbers.set(key, number);
    known.set(scalar, number);
    return number;
  };
  const carried = (scalar: Scalar): object => {
    if ('of' in scalar) return { op: scalar.op, of: scalar.of.map(numberOf) };
    // JSON has no −0.
    return scalar.op === 'constant' && Object.is(scalar.value, -0) ? { ...scalar, value: '-0' } : scalar;
  };
  return { shapes: shapes.map((shape) => replaced(shape, numberOf)), parts };
}

/** The same, back again. */
export function shapesOf({ parts, shapes }: KernelShapes): readonly KernelShape[] {
  const expressions: Scalar[] = [];
  // Behind their operands.
  for (const part of parts as readonly { readonly value?: number | string; readonly of?: readonly number[] }[])
    expressions.push({
      ...part,
      ...(part.value === undefined ? {} : { value: Number(part.value) }),
      ...(part.of ? { of: part.of.map((number) => itemOf(expressions, number)) } : {}),
    } as Scalar);
  const expression = (number: number): Scalar => itemOf(expressions, number);
  return (shapes as readonly WithExpressions<number>[]).map(
    (shape) => replaced(shape, expression) as WithExpressions<Scalar> as KernelShape,
  );
}

const replaced = <From, To>(
  { core, steps, ...shape }: WithExpressions<From>,
  replace: (of: From) => To,
): WithExpressions<To> => ({
  ...shape,
  core: { ...core, ...(core.of ? { of: core.of.map(replace) } : {}) } as WithExpressions<To>['core'],
  steps: steps.map(({ of, ...step }) => ({ ...step, ...(of === undefined ? {} : { of: replace(of) }) })),
});
