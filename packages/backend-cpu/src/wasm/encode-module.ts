import { unsigned, type Code, type Local } from './instructions.ts';

const types = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;

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

  /** By runs of one type. */
  encode(): Code {
    const runs: { readonly type: Local['type']; count: number }[] = [];
    for (const type of this.#types) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    return vector(runs.map(({ type, count }) => [unsigned(count), types[type]]));
  }
}

/** A function of i32 parameters and no result. */
export interface WasmFunction {
  readonly parameters: number;
  /** Encoded at once, so that a function's code does not wait in memory for the others'. */
  readonly bytes: Uint8Array;
}

export const wasmFunction = (parameters: number, locals: Locals, body: Code): WasmFunction => ({
  parameters,
  bytes: sized([flatten([locals.encode(), body, 0x0b])]),
});

/**
 * A WebAssembly module that imports `env.memory` and exports the functions as `k0`, `k1`, … (binary format 1.0 with
 * fixed-width SIMD). Written here since the kernels need a dozen instructions and the assemblers at hand are slow or
 * large: a text assembler took 8 s for the kernels of one network.
 */
export function encodeModule(functions: readonly WasmFunction[], shared = false): Uint8Array<ArrayBuffer> {
  const arities = [...new Set(functions.map(({ parameters }) => parameters))];
  return joined([
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, vector(arities.map((arity) => [0x60, vector(Array.from({ length: arity }, () => types.i32)), 0]))),
    // Limits with the largest maximum, of a memory that is shared or not: types of their own.
    section(2, vector([[text('env'), text('memory'), 0x02, shared ? 0x03 : 0x01, 1, unsigned(65536)]])),
    section(3, vector(functions.map(({ parameters }) => unsigned(arities.indexOf(parameters))))),
    section(7, vector(functions.map((_, index) => [text(`k${index}`), 0x00, unsigned(index)]))),
    [10],
    sized([unsigned(functions.length), ...functions.map(({ bytes }) => bytes)]),
  ]);
}

type Bytes = readonly number[] | Uint8Array;

const section = (id: number, content: Code): Bytes => joined([[id], sized([flatten(content)])]);
const vector = (items: readonly Code[]): Code => [unsigned(items.length), items];
/** ASCII, as all of these names are: modules load where there is no TextEncoder, as in jest's jsdom. */
const text = (name: string): Code => vector(Array.from(name, (letter) => letter.charCodeAt(0)));

/** Behind how many bytes they are. */
function sized(parts: readonly Bytes[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return joined([unsigned(length), ...parts]);
}

function joined(parts: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    bytes.set(part, place);
    place += part.length;
  }
  return bytes;
}

function flatten(code: Code): readonly number[] {
  const bytes: number[] = [];
  // Without iterators, and a call for each list instead of each byte: while a module loads, little is compiled for speed.
  const visit = (parts: readonly Code[]): void => {
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index];
      if (typeof part === 'number') bytes.push(part);
      else if (part) visit(part);
    }
  };
  visit([code]);
  return bytes;
}
