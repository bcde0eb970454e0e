import type { Scalar } from '@resnet-compile/ir';
import { expand } from './expand.ts';
import { write, type Language } from './write.ts';

/** What the text of expressions calls. */
export const javascriptPrelude = `const fround = Math.fround, floats = new Float32Array(1), integers = new Int32Array(floats.buffer);
const bitsOf = (x) => { floats[0] = x; return integers[0]; };
const floatOf = (i) => { integers[0] = i; return floats[0]; };
const larger = (a, b) => a < b ? b : a;
const smaller = (a, b) => b < a ? b : a;`;

export interface ScalarText {
  /** Definitions of constants, `${prefix}0`, `${prefix}1`, … */
  readonly statements: string;
  readonly value: string;
}

/**
 * The expression of operands that are float32 numbers, each a name, call or element; it allocates nothing, and has the bits of WebAssembly
 * without fused multiply-add.
 */
export function emitJavaScriptScalar(
  expression: Scalar,
  operands: readonly string[],
  { count, prefix = 't' }: { readonly count?: string; readonly prefix?: string } = {},
): ScalarText {
  const statements: string[] = [];
  const value = write<string>(expand(expression), javascript, {
    operands,
    count,
    keep: (text, _, index) => {
      statements.push(`const ${prefix}${index} = ${text};`);
      return `${prefix}${index}`;
    },
  });
  return { statements: statements.join('\n'), value };
}

const number = (value: number): string => {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.startsWith('-') ? `(${text})` : text;
};

const javascript: Language<string> = {
  constant: (value) => number(Math.fround(value)),
  integer: (value) => number(value | 0),
  primitives: {
    negate: (a) => `(-${a})`,
    absolute: (a) => `Math.abs(${a})`,
    sqrt: (a) => `fround(Math.sqrt(${a}))`,
    add: (a, b) => `fround(${a} + ${b})`,
    subtract: (a, b) => `fround(${a} - ${b})`,
    multiply: (a, b) => `fround(${a} * ${b})`,
    divide: (a, b) => `fround(${a} / ${b})`,
    max: (a, b) => `larger(${a}, ${b})`,
    min: (a, b) => `smaller(${a}, ${b})`,
    multiply_add: (a, b, c) => `fround(fround(${a} * ${b}) + ${c})`,
    select: (a, b, x, y) => `(${a} > ${b} ? ${x} : ${y})`,
    bits: (a) => `bitsOf(${a})`,
    float_of_bits: (a) => `floatOf(${a})`,
    float_of_integer: (a) => `fround(${a})`,
    add_integers: (a, b) => `(${a} + ${b} | 0)`,
    subtract_integers: (a, b) => `(${a} - ${b} | 0)`,
    and: (a, b) => `(${a} & ${b})`,
    or: (a, b) => `(${a} | ${b})`,
    halve: (a) => `(${a} >>> 1)`,
    to_exponent: (a) => `(${a} << 23)`,
  },
};
