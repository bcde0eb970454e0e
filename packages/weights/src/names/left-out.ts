import { extras } from '../name-rules/extras.ts';

const inner = (names: readonly string[], prefix: string): string[] =>
  names.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));

/** Prefixes of names: of `a.b.c`, `a.` and `a.b.`. */
const prefixesOfName = (name: string): string[] =>
  [...name.matchAll(/\./g)].map(({ index }) => name.slice(0, index + 1));

/** The prefix under which a file has the names again that were taken: MoCo's `encoder_k.` beside `encoder_q.`, an average beside a model. */
function copyOf(rest: readonly string[], taken: readonly string[], prefix: string): string | undefined {
  const wanted = new Set(inner(taken, prefix));
  const candidates = new Set(rest.slice(0, 50).flatMap(prefixesOfName));
  return [...candidates].find(
    (other) => wanted.size > 1 && inner(rest, other).filter((name) => wanted.has(name)).length >= wanted.size * 0.9,
  );
}

/**
 * What of a file's other names is no part of the network, with the reason; what is neither known nor a copy stays, to
 * be reported.
 * @param prefix of the names that were taken
 */
export function leftOut(
  rest: readonly string[],
  taken: readonly string[],
  prefix: string,
): [name: string, why: string][] {
  const known = rest.flatMap((name): [string, string][] => {
    const extra = extras.find(([pattern]) => pattern.test(name));
    return extra ? [[name, extra[1]]] : [];
  });
  const others = rest.filter((name) => !known.some(([extra]) => extra === name));
  const copy = prefix === '' ? undefined : copyOf(others, taken, prefix);
  if (copy === undefined) return known;
  const why = `a copy of what was taken from ${prefix}*, which --ignore '${prefix}*' takes in its place`;
  return [...known, ...others.flatMap((name): [string, string][] => (name.startsWith(copy) ? [[name, why]] : []))];
}
