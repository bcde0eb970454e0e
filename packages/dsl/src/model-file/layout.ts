/** A text that may be broken into lines: what a formatter sees of a program. */
export type Doc =
  | string
  /** Between brackets: on one line where it fits and need not break, else each on a line of its own. */
  | {
      readonly doc: 'list';
      readonly open: string;
      readonly items: readonly Doc[];
      readonly close: string;
      /** Within the brackets, on one line. */
      readonly space: '' | ' ';
      /** Each on a line of its own, or as many as fit. */
      readonly fills?: boolean;
      /** Also where it would fit. */
      readonly breaks?: boolean;
    }
  /** The last one is broken by itself where the others fit. */
  | { readonly doc: 'call'; readonly name: string; readonly given: readonly Doc[] }
  | { readonly doc: 'arrow'; readonly parameters: readonly string[]; readonly returns?: string; readonly body: Doc }
  | { readonly doc: 'property'; readonly name: string; readonly value: Doc }
  /** One after the other. */
  | { readonly doc: 'joined'; readonly parts: readonly Doc[] }
  | { readonly doc: 'choice'; readonly test: string; readonly yes: Doc; readonly no: Doc };

const widest = 120;

/** On one line; undefined where something in it has to break. */
function flat(doc: Doc): string | undefined {
  if (typeof doc === 'string') return doc;
  const all = (docs: readonly Doc[], between: string): string | undefined => {
    const texts = docs.map(flat);
    return texts.every((text) => text !== undefined) ? texts.join(between) : undefined;
  };
  switch (doc.doc) {
    case 'list': {
      const inner = doc.breaks ? undefined : all(doc.items, ', ');
      return inner === undefined
        ? undefined
        : inner === ''
          ? doc.open + doc.close
          : doc.open + doc.space + inner + doc.space + doc.close;
    }
    case 'call': {
      const inner = all(doc.given, ', ');
      return inner === undefined ? undefined : `${doc.name}(${inner})`;
    }
    case 'arrow': {
      const body = flat(doc.body);
      return body === undefined ? undefined : `${headOf(doc)} ${bracketed(doc.body, body)}`;
    }
    case 'property': {
      const value = flat(doc.value);
      return value === undefined ? undefined : `${doc.name}: ${value}`;
    }
    case 'joined':
      return all(doc.parts, '');
    case 'choice': {
      const inner = all([doc.yes, doc.no], ' : ');
      return inner === undefined ? undefined : `${doc.test} ? ${inner}`;
    }
  }
}

const endOfHead = ({ returns }: Extract<Doc, { readonly doc: 'arrow' }>): string =>
  `${returns ? `: ${returns}` : ''} =>`;
const headOf = (arrow: Extract<Doc, { readonly doc: 'arrow' }>): string =>
  `(${arrow.parameters.join(', ')})${endOfHead(arrow)}`;

/** A record that an arrow function gives stands in parentheses. */
const bracketed = (body: Doc, text: string): string => (isRecord(body) ? `(${text})` : text);
const isRecord = (doc: Doc): boolean => typeof doc !== 'string' && doc.doc === 'list' && doc.open === '{';
const isHugged = (doc: Doc | undefined): doc is Exclude<Doc, string> =>
  doc !== undefined && typeof doc !== 'string' && ((doc.doc === 'list' && doc.items.length > 0) || doc.doc === 'arrow');
/** Two records, or two arrays, are broken together. */
const isSameForm = (last: Exclude<Doc, string>, before: Doc | undefined): boolean =>
  typeof before === 'object' &&
  before.doc === last.doc &&
  (before.doc !== 'list' || (last.doc === 'list' && before.open === last.open));

/**
 * A text of lines as a formatter leaves it.
 *
 * @param indent of the line on which it begins
 * @param column at which it begins
 * @param behind how many characters have to fit behind its last line
 */
export function layOut(doc: Doc, indent = 0, column = indent, behind = 0): string {
  const line = flat(doc);
  if (line !== undefined && column + line.length + behind <= widest) return line;
  if (typeof doc === 'string') return doc;
  const further = indent + 2;
  const next = `\n${' '.repeat(further)}`;
  const last = `\n${' '.repeat(indent)}`;
  switch (doc.doc) {
    case 'list': {
      if (doc.items.length === 0) return doc.open + doc.close;
      if (doc.fills) return `${doc.open}${filled(doc.items, further)}${last}${doc.close}`;
      const items = doc.items.map((item) => `${next}${layOut(item, further, further, 1)},`);
      return `${doc.open}${items.join('')}${last}${doc.close}`;
    }
    case 'call':
      return callText(doc, indent, column, behind);
    case 'arrow': {
      const line1 = headOf(doc);
      const isLong = column + line1.length > widest;
      const head = isLong
        ? `(${doc.parameters.map((each) => `${next}${each},`).join('')}${last})${endOfHead(doc)}`
        : line1;
      if (isHugged(doc.body))
        return `${head} ${bracketed(doc.body, layOut(doc.body, indent, column + head.length + 1, behind))}`;
      return `${head}${next}${layOut(doc.body, further, further, behind)}`;
    }
    case 'property': {
      const start = `${doc.name}: `;
      return beginsLine(doc.value)
        ? `${doc.name}:${next}${layOut(doc.value, further, further, behind)}`
        : start + layOut(doc.value, indent, column + start.length, behind);
    }
    case 'joined':
      return doc.parts.reduce<string>((text, part, index) => {
        const at = text.includes('\n') ? text.length - text.lastIndexOf('\n') - 1 : column + text.length;
        const rest = doc.parts.slice(index + 1).map((each) => flat(each) ?? '');
        return text + layOut(part, indent, at, rest.join('').length + behind);
      }, '');
    case 'choice':
      return `${doc.test}${next}? ${layOut(doc.yes, further, further + 2)}${next}: ${layOut(doc.no, further, further + 2, behind)}`;
  }
}

/** A comparison does where it is too long, and a call with nothing in it to break. */
const beginsLine = (value: Doc): boolean =>
  typeof value === 'object' &&
  ((value.doc === 'choice' && value.test.includes(' ')) ||
    (value.doc === 'call' && value.given.length < 2 && value.given.every((each) => typeof each === 'string')));

function callText(
  { name, given }: Extract<Doc, { readonly doc: 'call' }>,
  indent: number,
  column: number,
  behind: number,
): string {
  const others = given.slice(0, -1);
  const before = others.map(flat);
  const final = given.at(-1);
  if (isHugged(final) && !isSameForm(final, others.at(-1)) && before.every((text) => text !== undefined)) {
    const start = `${name}(${before.map((text) => `${text}, `).join('')}`;
    const text = layOut(final, indent, column + start.length, 1 + behind);
    const isBelow = final.doc === 'arrow' && !isHugged(final.body) && text.includes('\n');
    const hugged = `${start}${text}${isBelow ? `,\n${' '.repeat(indent)}` : ''})`;
    const first = hugged.slice(0, hugged.indexOf('\n') === -1 ? undefined : hugged.indexOf('\n'));
    if (column + first.length <= widest) return hugged;
  }
  const further = indent + 2;
  const lines = given.map((each) => `\n${' '.repeat(further)}${layOut(each, further, further, 1)},`);
  return `${name}(${lines.join('')}\n${' '.repeat(indent)})`;
}

/** As many on a line as fit. */
function filled(items: readonly Doc[], indent: number): string {
  const margin = `\n${' '.repeat(indent)}`;
  return items
    .map((item) => `${flat(item) ?? ''},`)
    .reduce<readonly string[]>((lines, item) => {
      const line = lines.at(-1);
      return line !== undefined && indent + line.length + 1 + item.length <= widest
        ? [...lines.slice(0, -1), `${line} ${item}`]
        : [...lines, item];
    }, [])
    .map((line) => margin + line)
    .join('');
}
