import { width } from './print.ts';

/**
 * A statement of one line, broken between its brackets where it is too long, the outermost first; where there are none around
 * what is added, it gets some.
 */
export function wrapped(line: string, indent: number, isWithin = false): string {
  const before = ' '.repeat(indent);
  if (indent + line.length <= width) return before + line;
  const places = placesIn(line);
  const outer = Math.min(...places.map(({ depth }) => depth));
  const [start = ''] = outer === 0 && !isWithin ? (/^(return |[\w[\]]+ = )/.exec(line) ?? []) : [];
  if (!Number.isFinite(outer) || (outer === 0 && !isWithin && !start)) return before + line;
  if (start) return wrapped(`${start}(${line.slice(start.length)})`, indent);
  const breaks = places.filter(({ depth }) => depth === outer).map(({ at }) => at);
  const [first, last] = outer === 0 ? [0, line.length] : around(line, breaks[0] ?? 0);
  const inside = breaks.filter((at) => at > first && at < last);
  const items = [first, ...inside].map((at, index) => line.slice(at, inside[index] ?? last).trim());
  const inner = indent + 4;
  const lines = items.reduce<readonly string[]>((done, item) => {
    const latest = done.at(-1);
    return latest !== undefined && inner + latest.length + 1 + item.length <= width
      ? [...done.slice(0, -1), `${latest} ${item}`]
      : [...done, item];
  }, []);
  const text = lines.map((each) => wrapped(each, inner, true)).join('\n');
  return `${before}${line.slice(0, first)}\n${text}\n${before}${line.slice(last)}`;
}

/** Behind commas and before additions, and in how many brackets; not within texts. */
function placesIn(text: string): readonly { readonly at: number; readonly depth: number }[] {
  const places: { at: number; depth: number }[] = [];
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (isQuoted) {
      if (character === '\\') at++;
      else isQuoted = character !== '"';
    } else if (character === '"') isQuoted = true;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    else if (text.startsWith(', ', at)) places.push({ at: at + 2, depth });
    else if (text.startsWith(' + ', at)) places.push({ at, depth });
  }
  return places;
}

/** From behind the bracket around a place to the one that closes it. */
function around(text: string, place: number): readonly [first: number, last: number] {
  const open: number[] = [];
  let isQuoted = false;
  let first: number | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (isQuoted && character === '\\') at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && '([{'.includes(character)) open.push(at + 1);
    else if (!isQuoted && ')]}'.includes(character)) {
      const start = open.pop() ?? 0;
      if (start === first) return [start, at];
    }
    if (at === place - 1 || (first === undefined && at >= place)) first = open.at(-1);
  }
  return [0, text.length];
}
