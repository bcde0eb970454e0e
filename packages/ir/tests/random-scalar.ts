import { constant, count, operand, operandCounts, type OperationName, type Scalar } from '../src/index.ts';
import { fc } from './fast-check.ts';

export const operationNames = Object.keys(operandCounts) as readonly OperationName[];

/** An operation applied to as many parts as it takes. */
export const operationOf = (op: OperationName, of: readonly Scalar[]): Scalar => ({ op, of }) as unknown as Scalar;

const constants: fc.Arbitrary<number> = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1, -1, 0.5, 6, -1e-7, 1e21, -1e21, 5e-324, -5e-324, Number.MAX_VALUE, 2 ** 53),
);

/**
 * Expressions of `operands` operands. Each part takes any of those before it, so that many are shared, among them whole
 * expressions.
 */
export const scalarsOf = (
  operands: number,
  { ops = operationNames, counts = false }: { readonly ops?: readonly OperationName[]; readonly counts?: boolean } = {},
): fc.Arbitrary<Scalar> =>
  fc
    .record({
      constants: fc.array(constants, { maxLength: 3 }),
      parts: fc.array(
        fc.record({ op: fc.constantFrom(...ops), from: fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()) }),
        {
          maxLength: 7,
        },
      ),
      last: fc.nat(),
    })
    .map(({ constants: values, parts, last }) => {
      const all: Scalar[] = [
        ...Array.from({ length: operands }, (_, index) => operand(index)),
        ...values.map(constant),
        ...(counts ? [count] : []),
      ];
      for (const { op, from } of parts)
        all.push(
          operationOf(
            op,
            from.slice(0, operandCounts[op]).map((place) => all[place % all.length]!),
          ),
        );
      return all.at(parts.length ? -1 : last % all.length)!;
    });
