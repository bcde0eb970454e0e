import type { NamedLayer } from '../names/layers.ts';
import type { Rename } from './name-rule.ts';

/** A layer's name to another, or the same where the rename is not about it. */
export type Renaming = (path: string, kind: NamedLayer['kind']) => string;

const kinds = new Set<string>(['conv', 'norm', 'linear']);
const escaped = (text: string): string => text.replace(/[.*+?()[\]\\|]/g, String.raw`\$&`);

/** What a template means; see Rename. */
export function compileRename([from, to]: Rename): Renaming {
  const numbers = [...from.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
  const wanted = numbers.find((name) => kinds.has(name));
  const [start, end] = [from.startsWith('^'), from.endsWith('$')];
  const body = from.slice(start ? 1 : 0, end ? -1 : undefined);
  const source = body
    .split(/\{\w+\}/)
    .map(escaped)
    .join(String.raw`(\d+)`);
  const pattern = new RegExp(`${start ? '^' : '(?<![^.])'}${source}${end ? '$' : '(?![^.])'}`);
  return (path, kind) =>
    wanted !== undefined && kind !== wanted
      ? path
      : path.replace(pattern, (_, ...found: readonly string[]) =>
          to.replace(/\{(\w+)([+-]\d+)?\}/g, (__, name: string, more = '0') =>
            String(Number(found[numbers.indexOf(name)]) + Number(more)),
          ),
        );
}
