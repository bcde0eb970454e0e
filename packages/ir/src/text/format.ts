import type { Origin } from '../origin.ts';
import { printScalar } from '../scalar/print-scalar.ts';
import type { Scalar } from '../scalar/scalar.ts';

/** The name after `%`: bare where it is plain, quoted where a user's text could be anything. */
export const formatReference = (id: string): string => (/^[\w.]+$/.test(id) ? `%${id}` : `%${JSON.stringify(id)}`);

/** As JSON; expressions, which stand under `of`, as texts. */
export const formatAttributes = (attributes: object): string => {
  if (Object.keys(attributes).length === 0) return '';
  const written = (key: string, value: unknown): unknown =>
    key === 'of' ? printExpressions(value as Scalar | readonly Scalar[]) : value;
  return ` ${JSON.stringify(attributes, 'of' in attributes ? written : undefined)}`;
};

const printExpressions = (of: Scalar | readonly Scalar[]): string | readonly string[] =>
  'op' in of ? printScalar(of) : of.map(printScalar);

export function formatOrigin({ path, file, line, column }: Origin): string {
  if (path === undefined && file === undefined) return '';
  const position = line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`;
  const place = file === undefined ? '' : ` ${JSON.stringify(file)}${position}`;
  return ` @ ${path === undefined ? '-' : JSON.stringify(path)}${place}`;
}
