import type { Origin } from '../origin.ts';
import type { Dimension, TensorType } from '../tensor-type.ts';

/** The text of an IR does not parse; the message ends with line and column. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
}

/** Reads the tokens that the text forms of Graph and KernelProgram share. */
export class Scanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  fail(expected: string): never {
    this.#skipSpace();
    const before = this.#text.slice(0, this.#position).split('\n');
    const found = JSON.stringify(this.#text.slice(this.#position, this.#position + 20) || 'end of text');
    throw new ParseError(`expected ${expected}, found ${found} at ${before.length}:${before.at(-1)!.length + 1}`);
  }

  /** Consumes the token if it is next. */
  accept(token: string): boolean {
    this.#skipSpace();
    if (!this.#text.startsWith(token, this.#position)) return false;
    this.#position += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.accept(token)) this.fail(JSON.stringify(token));
  }

  word(what = 'a word'): string {
    this.#skipSpace();
    return this.#match(/[A-Za-z_][\w-]*/y) ?? this.fail(what);
  }

  number(what = 'a number'): number {
    this.#skipSpace();
    return Number(this.#match(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/y) ?? this.fail(what));
  }

  /** `%3` or `%"any text"`. */
  reference(): string {
    this.expect('%');
    return this.#text[this.#position] === '"' ? this.string() : (this.#match(/[\w.]+/y) ?? this.fail('a value'));
  }

  references(): string[] {
    const all: string[] = [];
    while (this.peek('%')) {
      all.push(this.reference());
      if (!this.accept(',')) break;
    }
    return all;
  }

  peek(token: string): boolean {
    this.#skipSpace();
    return this.#text.startsWith(token, this.#position);
  }

  string(): string {
    this.#skipSpace();
    const token = this.#match(/"(?:[^"\\]|\\.)*"/y) ?? this.fail('a string');
    return JSON.parse(token) as string;
  }

  /** A JSON object, or nothing, which stands for the empty one. */
  attributes<T>(): T {
    if (!this.peek('{')) return {} as T;
    let depth = 0;
    const start = this.#position;
    for (;;) {
      const token = this.#match(/"(?:[^"\\]|\\.)*"|[{}]|[^{}"]+/y) ?? this.fail('attributes');
      if (token === '{') depth++;
      else if (token === '}' && --depth === 0) return JSON.parse(this.#text.slice(start, this.#position)) as T;
    }
  }

  type(): TensorType {
    this.expect('f32[');
    const shape: Dimension[] = [];
    while (!this.accept(']')) {
      shape.push(this.accept('N') ? 'N' : this.number('an extent'));
      this.accept(',');
    }
    return { shape };
  }

  /** `@ "layer1.0.conv1" "model.ts":3:16`, either part optional. */
  origin(): Origin {
    if (!this.accept('@')) return {};
    const path = this.accept('-') ? undefined : this.string();
    if (!this.peek('"')) return path === undefined ? {} : { path };
    const file = this.string();
    this.expect(':');
    const line = this.number('a line');
    this.expect(':');
    return { ...(path === undefined ? {} : { path }), file, line, column: this.number('a column') };
  }

  end(): void {
    this.#skipSpace();
    if (this.#position < this.#text.length) this.fail('the end');
  }

  #skipSpace(): void {
    this.#match(/\s*/y);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match) this.#position = pattern.lastIndex;
    return match?.[0];
  }
}
