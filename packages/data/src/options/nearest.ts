/** The name that `word` was meant to be: the nearest, letters of either case being alike; undefined where none is near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const found = names.map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) })).sort((a, b) => a.distance - b.distance)[0];
  return found && found.distance <= Math.min(3, Math.ceil(found.name.length / 2)) ? found.name : undefined;
}

/** Insertions, deletions and substitutions that make one of the other (Levenshtein 1966; Wagner and Fischer 1974). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let y = 1; y <= from.length; y++) {
    const next = [y];
    for (let x = 1; x <= to.length; x++) next.push(Math.min(row[x]! + 1, next[x - 1]! + 1, row[x - 1]! + (from[y - 1] === to[x - 1] ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}
