import type { Origin } from '../origin.ts';

/** The name after `%`: bare where it is plain, quoted where a user's text could be anything. */
export const formatReference = (id: string): string => (/^[\w.]+$/.test(id) ? `%${id}` : `%${JSON.stringify(id)}`);

export const formatAttributes = (attributes: object): string =>
  Object.keys(attributes).length === 0 ? '' : ` ${JSON.stringify(attributes)}`;

export function formatOrigin({ path, file, line, column }: Origin): string {
  if (path === undefined && file === undefined) return '';
  const position = line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`;
  const place = file === undefined ? '' : ` ${JSON.stringify(file)}${position}`;
  return ` @ ${path === undefined ? '-' : JSON.stringify(path)}${place}`;
}
