import { dtypeNames } from '../dtype.ts';
import type { Origin } from '../origin.ts';
import { parseScalar } from '../scalar/parse-scalar.ts';
import type { Scalar } from '../scalar/scalar.ts';
import type { Dimension, TensorType } from '../tensor-type.ts';

/** The text of an IR does not parse; the message ends with line and column. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
}

/** Reads the tokens that the text forms of Graph and KernelProgram share. */
export class Scanner {
  readonly #text: string;
  #position = 0;
  /** Where the word, number, name or string that was read last begins. */
  #last = 0;

  constructor(text: string) {
    this.#text = text;
  }

  fail(expected: string): never {
    this.#skipSpace();
    const found = JSON.stringify(this.#text.slice(this.#position, this.#position + 20) || 'end of text');
    return this.reject(`expected ${expected}, found ${found}`, this.#position);
  }

  /** Refuses what was read last for another reason than its syntax. */
  reject(reason: string, at = this.#last): never {
    const before = this.#text.slice(0, at).split('\n');
    throw new ParseError(`${reason} at ${before.length}:${(before.at(-1) ?? '').length + 1}`);
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
    return this.#json(token, this.#last);
  }

  /** A JSON object, or nothing, which stands for the empty one. */
  attributes<T>(): T {
    if (!this.peek('{')) return {} as T;
    let depth = 0;
    const start = this.#position;
    for (;;) {
      const token = this.#match(/"(?:[^"\\]|\\.)*"|[{}]|[^{}"]+/y) ?? this.fail('attributes');
      if (token === '{') depth++;
      else if (token === '}' && --depth === 0)
        return this.#expressions(this.#json<T>(this.#text.slice(start, this.#position), start), start);
    }
  }

  /** What stands under `of`, anywhere among the attributes, are expressions in texts. */
  #expressions<T>(attributes: T, at: number): T {
    const parse = (text: unknown): Scalar => {
      if (typeof text !== 'string') return this.reject(`the expression ${JSON.stringify(text)} is not a text`, at);
      try {
        return parseScalar(text);
      } catch (error) {
        return this.reject((error as Error).message, at);
      }
    };
    const read = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(read);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, each]: [string, unknown]) => [
          key,
          key === 'of' ? (Array.isArray(each) ? each.map(parse) : parse(each)) : read(each),
        ]),
      );
    };
    return read(attributes) as T;
  }

  type(): TensorType {
    this.#skipSpace();
    const start = this.#position;
    const dtype =
      dtypeNames.find((name) => this.accept(`${name}[`)) ?? this.fail(`a type: ${dtypeNames.join(', ')} and its shape`);
    const shape: Dimension[] = [];
    while (!this.accept(']')) {
      shape.push(this.accept('N') ? 'N' : this.number('an extent'));
      this.accept(',');
    }
    this.#last = start;
    return { dtype, shape };
  }

  /** `@ "layer1.0.conv1" "model.ts":3:16`; path, file, column, and line with it, may be absent. */
  origin(): Origin {
    if (!this.accept('@')) return {};
    const path = this.accept('-') ? undefined : this.string();
    if (!this.peek('"')) return path === undefined ? {} : { path };
    const file = this.string();
    const line = this.accept(':') ? { line: this.number('a line') } : {};
    const column = 'line' in line && this.accept(':') ? { column: this.number('a column') } : {};
    return { ...(path === undefined ? {} : { path }), file, ...line, ...column };
  }

  end(): void {
    this.#skipSpace();
    if (this.#position < this.#text.length) this.fail('the end');
  }

  #json<T>(token: string, at: number): T {
    try {
      return JSON.parse(token) as T;
    } catch {
      return this.reject(`${token.length > 40 ? `${token.slice(0, 40)}…` : token} is not JSON`, at);
    }
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text.charAt(this.#position))) this.#position++;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match) {
      this.#last = this.#position;
      this.#position = pattern.lastIndex;
    }
    return match?.[0];
  }
}
