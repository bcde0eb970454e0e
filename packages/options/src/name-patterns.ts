import { literalOf, shownName } from './literal.ts';
import { nearest } from './nearest.ts';

/** Whether a name is one that a pattern means: `*` is any characters, dots included, and `?` is one. */
export function fitsPattern(name: string, pattern: string): boolean {
  let [at, next] = [0, 0];
  // Where to go on when a guess at how much the last star takes was too small: no pattern takes more than length × length.
  let [behindStar, taken] = [-1, 0];
  while (at < name.length) {
    if (pattern[next] === '*') [behindStar, taken] = [++next, at];
    else if (pattern[next] === '?' || pattern[next] === name[at]) [at, next] = [at + 1, next + 1];
    else if (behindStar < 0) return false;
    else [at, next] = [++taken, behindStar];
  }
  while (pattern[next] === '*') next++;
  return next === pattern.length;
}

/**
 * Whether a name is meant by one of the patterns, each of which has to mean one of `names`.
 * @throws {RangeError} for one that means none, with what is near.
 */
export function meantBy(
  what: string,
  patterns: readonly string[],
  names: readonly string[],
): (name: string) => boolean {
  for (const pattern of patterns) {
    if (names.some((name) => fitsPattern(name, pattern))) continue;
    // Of a deep name, `layer1.*` and `layer1.0.*` are meant as often as the name itself.
    const groups = names.flatMap((name) => [...name.matchAll(/\./g)].map(({ index }) => `${name.slice(0, index)}.*`));
    const near = nearest(pattern, [...new Set([...groups, ...names])]);
    const beginnings = (depth: number): readonly string[] => [
      ...new Set(names.map((name) => shownName(name.split('.').slice(0, depth).join('.')))),
    ];
    // All of a wrapper's begin alike.
    const first = beginnings(beginnings(1).length > 1 ? 1 : 2);
    throw new RangeError(
      `${what} ${literalOf(pattern)} fits none of the ${names.length} names; ${near === undefined ? 't' : `did you mean ${literalOf(near)}? T`}hey begin with ${first.slice(0, 10).join(', ')}${first.length > 10 ? ', …' : ''}`,
    );
  }
  return (name) => patterns.some((pattern) => fitsPattern(name, pattern));
}
