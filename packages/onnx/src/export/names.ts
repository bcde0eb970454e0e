/** Gives names, each once. */
export class Names {
  readonly #taken: Set<string>;
  /** Where to go on counting. */
  readonly #counts = new Map<string, number>();

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** The name, or with the first number behind it that makes it another than all before: `/conv/Add_1`. */
  unique(wanted: string): string {
    let name = wanted;
    let count = this.#counts.get(wanted) ?? 0;
    while (this.#taken.has(name)) name = `${wanted}_${++count}`;
    this.#counts.set(wanted, count);
    this.#taken.add(name);
    return name;
  }
}
