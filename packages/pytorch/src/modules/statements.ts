import { width } from '../python/print.ts';
import { unusedName } from '../python/names.ts';

/** The statements of a forward, and the variables that they have. Values are texts: a variable, or an expression of some. */
export class Statements {
  readonly #variables = new Set(['x', 'self', 'outputs', 'logits', 'torch', 'nn']);
  readonly lines: string[] = [];

  /** A variable that nothing has yet. */
  fresh(name: string): string {
    const own = unusedName(name, this.#variables);
    this.#variables.add(own);
    return own;
  }

  /** Takes a value apart along its channels, into variables for its parts; those of parts of a part are told from them. */
  split(parts: string, count: number): readonly string[] {
    const base = unusedName('parts', this.#variables);
    this.#variables.add(base);
    const isMany = count > 6 || parts.length + 7 * count > width - 16;
    const names = Array.from({ length: count }, (_, index) =>
      isMany
        ? `${base}[${index}]`
        : this.fresh(`${base.replace('parts', base === 'parts' ? 'part' : 'part_')}${index + 1}`),
    );
    this.lines.push(isMany ? `${base} = list(${parts})` : `${names.join(', ')} = ${parts}`);
    return names;
  }

  /** A value in a variable: its own, or else `target`. */
  settled(value: string, target: string): string {
    if (isPlain(value)) return value;
    this.lines.push(`${target} = ${value}`);
    return target;
  }

  /** A module's value; one that `begins` a line takes a variable, so that lines stay short. */
  called(module: string, x: string, target: string, { begins = false, flattens = false } = {}): string {
    const ends = (begins && !isPlain(x) && isTerm(x)) || x.length > width - 50 || (flattens && !isPlain(x));
    return `${module}(${ends ? this.settled(x, target) : x}${flattens ? '.flatten(1)' : ''})`;
  }
}

/** A variable, or one of a list of them. */
export const isPlain = (value: string): boolean => /^\w+(\[\d+\])?$/.test(value);

/** A call, or a name: needs no brackets in a sum. */
export const isTerm = (value: string): boolean =>
  isPlain(value) || (/^[\w.[\]]+\(/.test(value) && !value.includes('"') && closes(value));

/** Whether the first bracket is closed by the last. */
function closes(value: string): boolean {
  let depth = 0;
  for (const [index, character] of [...value].entries()) {
    if (character === '(') depth++;
    if (character === ')' && --depth === 0 && index < value.length - 1) return false;
  }
  return depth === 0 && value.endsWith(')');
}
