/** JSON that somebody else wrote, field by field: whatever is of another kind is as if it were not there. */
export class Config {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(fields: unknown) {
    this.#fields = typeof fields === 'object' && fields !== null ? (fields as Readonly<Record<string, unknown>>) : {};
  }

  #get(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;
  }

  has(name: string): boolean {
    return this.#get(name) !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.#get(name);
    return typeof value === 'string' ? value : undefined;
  }

  /** A finite number above 0. */
  number(name: string): number | undefined {
    const value = this.#get(name);
    return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
  }

  /** An integer of at least 1. */
  count(name: string): number | undefined {
    const value = this.number(name);
    return Number.isSafeInteger(value) ? value : undefined;
  }

  /** One for each colour. */
  colours(name: string): readonly number[] | undefined {
    const value = this.#get(name);
    return Array.isArray(value) && value.length === 3 && value.every(Number.isFinite) ? value : undefined;
  }

  /** Integers of at least 1, however many. */
  counts(name: string): readonly number[] | undefined {
    const value = this.#get(name);
    const isCount = (each: unknown): boolean => Number.isSafeInteger(each) && (each as number) > 0;
    return Array.isArray(value) && value.length && value.every(isCount) ? value : undefined;
  }

  flag(name: string): boolean {
    return this.#get(name) === true;
  }

  within(name: string): Config {
    return new Config(this.#get(name));
  }

  /** How many fields there are. */
  get size(): number {
    return Object.keys(this.#fields).length;
  }
}
