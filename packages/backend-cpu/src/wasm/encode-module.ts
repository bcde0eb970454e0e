import { unsigned, type Code, type Local } from './instructions.ts';

const types = { i32: 0x7f, v128: 0x7b } as const;

/** Collects the locals of one function. */
export class Locals {
  readonly #parameters: number;
  readonly #types: Local['type'][] = [];

  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  parameter(index: number): Local {
    return { index, type: 'i32' };
  }

  add(type: Local['type']): Local {
    this.#types.push(type);
    return { index: this.#parameters + this.#types.length - 1, type };
  }

  many(count: number, type: Local['type']): readonly Local[] {
    return Array.from({ length: count }, () => this.add(type));
  }

  encode(): Code {
    return [unsigned(this.#types.length), this.#types.map((type) => [1, types[type]])];
  }
}

/** A function of i32 parameters and no result. */
export interface WasmFunction {
  readonly parameters: number;
  readonly locals: Locals;
  readonly body: Code;
}

/**
 * A WebAssembly module that imports `env.memory` and exports the functions as `k0`, `k1`, … (binary format 1.0 with
 * fixed-width SIMD). Written here since the kernels need a dozen instructions and the assemblers at hand are slow or
 * large: a text assembler took 8 s for the kernels of one network.
 */
export function encodeModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const arities = [...new Set(functions.map(({ parameters }) => parameters))];
  return Uint8Array.from(
    flatten([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, vector(arities.map((arity) => [0x60, vector(Array.from({ length: arity }, () => types.i32)), 0]))),
      // Limits with the largest maximum, so that one bit of their first byte makes the memory a shared one.
      section(2, vector([[text('env'), text('memory'), 0x02, 0x01, 1, unsigned(65536)]])),
      section(3, vector(functions.map(({ parameters }) => unsigned(arities.indexOf(parameters))))),
      section(7, vector(functions.map((_, index) => [text(`k${index}`), 0x00, unsigned(index)]))),
      section(10, vector(functions.map(({ locals, body }) => sized([locals.encode(), body, 0x0b])))),
    ]),
  );
}

const section = (id: number, content: Code): Code => [id, sized(content)];
const vector = (items: readonly Code[]): Code => [unsigned(items.length), items];
const text = (name: string): Code => vector([...new TextEncoder().encode(name)]);

function sized(content: Code): Code {
  const bytes = flatten(content);
  return [unsigned(bytes.length), bytes];
}

function flatten(code: Code): number[] {
  const bytes: number[] = [];
  const visit = (part: Code): void => {
    if (typeof part === 'number') bytes.push(part);
    else for (const each of part) visit(each);
  };
  visit(code);
  return bytes;
}
