/** Changes of a letter within which a name is near. */
const farthest = 3;

/** Nobody mistypes what is longer, and the time grows with the square. */
const longest = 200;

/** The name that `word` was meant to be: the nearest, letters of either case being alike; undefined where none is near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const found = names
    .filter((name) => Math.abs(name.length - word.length) <= farthest && name.length <= longest)
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return found && found.distance <= Math.min(farthest, found.name.length / 2) ? found.name : undefined;
}

/** Insertions, deletions, substitutions and exchanges of neighbours that make one of the other (Damerau 1964; Boytsov 2011, "optimal string alignment"). */
function distance(from: string, to: string): number {
  const rows: number[][] = [];
  const at = (y: number, x: number): number => rows[y]?.[x] ?? Infinity;
  for (let y = 0; y <= from.length; y++) {
    const row: number[] = [];
    rows.push(row);
    for (let x = 0; x <= to.length; x++) {
      const isExchange = from[y - 1] === to[x - 2] && from[y - 2] === to[x - 1];
      row.push(
        x + y === 0
          ? 0
          : Math.min(
              at(y - 1, x) + 1,
              at(y, x - 1) + 1,
              at(y - 1, x - 1) + (from[y - 1] === to[x - 1] ? 0 : 1),
              isExchange ? at(y - 2, x - 2) + 1 : Infinity,
            ),
      );
    }
  }
  return at(from.length, to.length);
}
