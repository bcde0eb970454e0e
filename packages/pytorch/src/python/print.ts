import type { Argument, Expression } from './expression.ts';
import { isIdentifier } from './names.ts';
import { textLiteral } from './literals.ts';

/** Columns that a line has at the most. */
export const width = 96;

/** What is between brackets, and them. */
interface Bracketed {
  readonly open: string;
  readonly items: readonly { readonly prefix: string; readonly value: Expression }[];
  readonly close: string;
}

const isOmitted = ({ usual, value }: Argument): boolean =>
  usual !== undefined && value.kind === 'value' && value.text === usual;

/** Behind an argument that is left out, only keywords can follow: those that have a name get it. */
function bracketed(of: Exclude<Expression, { kind: 'value' | 'instance' }>): Bracketed {
  switch (of.kind) {
    case 'call':
      return {
        open: `${of.callee}(`,
        items: of.arguments
          .filter((one) => !isOmitted(one))
          .map(({ name, value }) => ({ prefix: name === undefined ? '' : `${name}=`, value })),
        close: ')',
      };
    case 'sequential': {
      const isNumbered = of.children.every(({ name }) => name === undefined);
      const areNames = of.children.every(({ name = '' }) => isIdentifier(name));
      const items = of.children.map(({ name = '', value }) => ({
        prefix: isNumbered ? '' : areNames ? `${name}=` : `(${textLiteral(name)}, `,
        value,
      }));
      if (isNumbered) return { open: 'nn.Sequential(', items, close: ')' };
      return areNames
        ? { open: 'nn.Sequential(OrderedDict(', items, close: '))' }
        : { open: 'nn.Sequential(OrderedDict([', items, close: ']))' };
    }
    case 'list': {
      const [first] = of.items;
      const [open, close] = of.isBare ? ['[', ']'] : ['nn.ModuleList([', '])'];
      // As many of the same.
      if (first && of.items.length > 1 && of.items.every((item) => flat(item) === flat(first)))
        return { open, items: [plain(first)], close: ` for _ in range(${of.items.length})${close}` };
      return { open, items: of.items.map(plain), close };
    }
    case 'run': {
      const { blocks, after } = of;
      const count = /^\d+$/.test(blocks.text) ? Number(blocks.text) - after : undefined;
      if (count === 1) return { open: '', items: [plain(of.of)], close: '' };
      const range = count === undefined ? (after ? `${after}, ${blocks.text}` : blocks.text) : String(count);
      return { open: '*[', items: [plain(of.of)], close: ` for _ in range(${range})]` };
    }
  }
}

const plain = (value: Expression): { readonly prefix: string; readonly value: Expression } => ({ prefix: '', value });

/** Pairs of a name and a module end with a bracket of their own. */
const endOf = (prefix: string): string => (prefix.startsWith('(') ? ')' : '');

/** On one line. */
export function flat(of: Expression): string {
  if (of.kind === 'value') return of.text;
  if (of.kind === 'instance') throw new Error(`${of.name} has no class`);
  const { open, items, close } = bracketed(of);
  return `${open}${items.map(({ prefix, value }) => `${prefix}${flat(value)}${endOf(prefix)}`).join(', ')}${close}`;
}

/** An expression behind so many columns of its first line; further lines are indented as much as `indent` says. */
export function print(of: Expression, indent: number, before: number): string {
  const line = flat(of);
  if (of.kind === 'value' || of.kind === 'instance' || before + line.length <= width) return line;
  const { open, items, close } = bracketed(of);
  if (open === '') return items.map(({ value }) => print(value, indent, before)).join('');
  if (!items.length) return line;
  const inner = indent + 4;
  const together = items.map(({ prefix, value }) => `${prefix}${flat(value)}`).join(', ');
  if (items.every(({ value }) => value.kind === 'value') && inner + together.length <= width)
    return `${open}\n${' '.repeat(inner)}${together}\n${' '.repeat(indent)}${close}`;
  const lines = items.map(({ prefix, value }) => {
    const text = print(value, inner, inner + prefix.length + 1 + endOf(prefix).length);
    return `${' '.repeat(inner)}${prefix}${text}${endOf(prefix)}`;
  });
  // A comprehension has one expression, and no comma behind it.
  const comma = close.includes(' for ') ? '' : ',';
  return `${open}\n${lines.join(',\n')}${comma}\n${' '.repeat(indent)}${close.trimStart()}`;
}

/** `target = expression`, or another statement that begins so. */
export const statement = (start: string, of: Expression, indent: number): string =>
  `${' '.repeat(indent)}${start}${print(of, indent, indent + start.length)}`;
