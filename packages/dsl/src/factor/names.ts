import { numberedName } from './numbered.ts';
import type { Term } from './term.ts';
import type { Hole } from './unify.ts';

/** What a reader calls what fields have short names for. */
const fieldNames: Readonly<Record<string, string>> = { features: 'channels', count: 'depth' };

/** Names of flags, by the part that is there or not. */
const flagNames: Readonly<Record<string, string>> = { shortcut: 'projects' };

/**
 * A parameter's name after what it tells; where several tell the same, the one that tells it most often has that name, and the
 * others are named after the part they tell it to.
 *
 * @param places how many holes each fills
 */
export function nameParameters(
  holes: readonly Hole[],
  places: readonly number[],
  reserved: ReadonlySet<string>,
): readonly string[] {
  const plain = holes.map(({ field, part }) => {
    if (field === 'when') return flagNames[part] ?? camelCase('has', part);
    return fieldNames[field] ?? field;
  });
  const taken = new Set(reserved);
  return holes.map(({ field, part }, index) => {
    const name = identifier(plain[index] ?? '') ?? 'value';
    const alike = plain.flatMap((other, at) => (other === plain[index] ? [at] : []));
    const isMain = index === alike.reduce((a, b) => ((places[b] ?? 0) > (places[a] ?? 0) ? b : a), alike[0] ?? index);
    const ofPart = identifier(camelCase(part, fieldNames[field] ?? field));
    return unused(isMain || field === 'when' || ofPart === undefined ? name : ofPart, taken);
  });
}

/** A template's name: after what its uses are called where they agree, else after what it is. */
export function nameTemplate(body: Term, uses: readonly string[], taken: Set<string>): string {
  const stems = new Set(uses.map((use) => numberedName(use)?.stem ?? use));
  const [stem = ''] = stems;
  const called = stems.size === 1 ? identifier(camelCase(stem)) : undefined;
  const isTelling = called !== undefined && called.length > 2 && called !== 'layer';
  return unused(isTelling ? called : roleOf(body), taken);
}

function roleOf({ kind, items }: Term): string {
  if (kind === 'residual')
    return convolutions(items.find(({ name }) => name === 'body')?.part) === 3 ? 'bottleneck' : 'block';
  if (isOfCalls(items)) return 'stage';
  const kinds = items.map(({ part }) => (part.kind.endsWith('Norm') ? 'norm' : part.kind));
  if (kinds.length <= 3 && items.every(({ part }) => part.items.length === 0)) return camelCase(...kinds);
  return { product: 'attention', select: 'attention' }[kind] ?? 'block';
}

/** Whether there is nothing but calls, in whatever is around them. */
const isOfCalls = (items: Term['items']): boolean =>
  items.length > 0 && items.every(({ part }) => part.term === 'call' || isOfCalls(part.items));

const convolutions = (body: Term | undefined): number =>
  body?.items.filter(({ part }) => part.kind === 'conv').length ?? 0;

/** Texts as one word: `dense_layer` is denseLayer. */
const camelCase = (...words: readonly string[]): string =>
  words
    .flatMap((word) => word.split(/[^A-Za-z0-9$]+/))
    .filter((word) => word !== '')
    .map((word, index) => (index ? word.slice(0, 1).toUpperCase() + word.slice(1) : word))
    .join('');

const longest = 40;

const identifier = (text: string): string | undefined =>
  /^[a-z$][\w$]*$/i.test(text) && text.length <= longest ? text.slice(0, 1).toLowerCase() + text.slice(1) : undefined;

/** The name, with a number where it is taken; from then on it is. */
export function unused(name: string, taken: Set<string>): string {
  let own = name;
  for (let n = 2; taken.has(own); n++) own = `${name}${n}`;
  taken.add(own);
  return own;
}
