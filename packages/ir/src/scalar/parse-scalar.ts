import { operandCounts } from './operand-counts.ts';
import { constant, count, operand, type OperationName, type Scalar } from './scalar.ts';

/**
 * Reads what `printScalar` writes; equal parts become one.
 *
 * @throws {SyntaxError} saying where, what was expected and what was found.
 */
export function parseScalar(text: string): Scalar {
  const tokens = [...text.matchAll(/[\w.+-]+|\S/g)];
  const known = new Map<string, Scalar>();
  let at = 0;
  const next = (): string => tokens[at]?.[0] ?? '';
  const fail = (expected: string): never => {
    const place = (tokens[at]?.index ?? text.length) + 1;
    const found = next() ? JSON.stringify(next()) : 'its end';
    throw new SyntaxError(`character ${place} of ${JSON.stringify(text)}: expected ${expected}, found ${found}`);
  };
  const expect = (token: string): void => void (next() === token ? at++ : fail(JSON.stringify(token)));
  const part = (): Scalar => {
    const start = at;
    const made = leaf() ?? operation();
    const key = tokens.slice(start, at).join(' ');
    const earlier = known.get(key);
    if (!earlier) known.set(key, made);
    return earlier ?? made;
  };
  const leaf = (): Scalar | undefined => {
    const made = leafOf(next());
    if (made) at++;
    return made;
  };
  const operation = (): Scalar => {
    const op = next();
    if (!Object.hasOwn(operandCounts, op)) fail('an operand, a finite number or an operation');
    at++;
    expect('(');
    const of = Array.from({ length: operandCounts[op as OperationName] }, (_, index) => {
      if (index) expect(',');
      return part();
    });
    expect(')');
    return { op, of } as unknown as Scalar;
  };
  const expression = part();
  if (next()) fail('its end');
  return expression;
}

function leafOf(token: string): Scalar | undefined {
  if (token === 'count') return count;
  if (/^x(0|[1-9]\d*)$/.test(token)) return operand(Number(token.slice(1)));
  const value = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(token) ? Number(token) : NaN;
  return Number.isFinite(value) ? constant(value) : undefined;
}
