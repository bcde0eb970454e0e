import {
  compileScalar,
  constant,
  found,
  partsOf,
  rewriteScalar,
  type OperationName,
  type Scalar,
} from '@resnet-compile/ir';
import { literal } from './text.ts';

/** Expressions in WGSL, on vectors of four: declarations of what is used several times, and a value for each. */
export interface EmittedScalars {
  readonly lets: readonly string[];
  readonly values: readonly string[];
}

export interface ScalarOperands {
  /** How the text names an operand. */
  readonly operand: (index: number) => string;
  /** The same for the number of elements of a channel. */
  readonly count?: string;
}

/** A float32 in all lanes. What is not finite must not be a constant of WGSL, which a call is not. */
function float(value: number): string {
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded)) return `fromBits(${bitsOf(rounded)}u)`;
  if (Object.is(rounded, -0)) return 'fromBits(0x80000000u)';
  return `vec4f(${literal(rounded)})`;
}

/** A NaN is the same one on every machine. */
function bitsOf(value: number): number {
  if (Number.isNaN(value)) return 0x7fc00000;
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint32(0);
}

/** Each operation of its operands, which are names, calls or in brackets. */
const operations: { readonly [Op in OperationName]: (...of: string[]) => string } = {
  negate: (a) => `(-${a})`,
  absolute: (a) => `abs(${a})`,
  sqrt: (a) => `sqrt(${a})`,
  exp: (a) => `exponential(${a})`,
  expm1: (a) => `exponentialMinus1(${a})`,
  log: (a) => `logarithm(${a})`,
  log1p: (a) => `logarithmOf1Plus(${a})`,
  tanh: (a) => `hyperbolicTangent(${a})`,
  sigmoid: (a) => `logistic(${a})`,
  erf: (a) => `errorFunction(${a})`,
  add: (a, b) => `(${a} + ${b})`,
  subtract: (a, b) => `(${a} - ${b})`,
  multiply: (a, b) => `(${a} * ${b})`,
  divide: (a, b) => `(${a} / ${b})`,
  max: (a, b) => (b === zero ? `rectify(${a})` : `larger(${a}, ${b})`),
  min: (a, b) => `smaller(${a}, ${b})`,
  multiply_add: (a, b, c) => `(${a} * ${b} + ${c})`,
  select: (a, b, x, y) => `select(${y}, ${x}, ${less(b, a)})`,
};

/** Brackets within brackets: compilers of WGSL follow some hundred. */
const deepest = 50;

const zero = float(0);
const less = (a: string | undefined, b: string | undefined): string =>
  a === zero ? `isPositive(${b})` : `isLess(${a}, ${b})`;

/** Equal parts, whether or not they are one object, are computed once; operations on constants alone, here. */
export function emitScalars(expressions: readonly Scalar[], { operand, count = '' }: ScalarOperands): EmittedScalars {
  const folded = expressions.map(foldedConstants);
  const numbers = numberParts(folded);
  const numberOf = (part: Scalar): number => found(numbers, part);
  const uses = new Map<number, number>();
  const distinct = new Map<number, Scalar>();
  for (const part of partsOf(...folded)) distinct.set(numberOf(part), part);
  const use = (part: Scalar): void => void uses.set(numberOf(part), (uses.get(numberOf(part)) ?? 0) + 1);
  for (const part of distinct.values()) if ('of' in part) part.of.forEach(use);
  folded.forEach(use);

  const lets: string[] = [];
  const texts = new Map<number, string>();
  const depths = new Map<number, number>();
  const textOf = (part: Scalar): string => found(texts, numberOf(part));
  for (const [number, part] of distinct) {
    const text = 'of' in part ? operations[part.op](...part.of.map(textOf)) : leaf(part, operand, count);
    const depth = 'of' in part ? 1 + Math.max(...part.of.map((each) => found(depths, numberOf(each)))) : 0;
    const isNamed = 'of' in part && (found(uses, number) > 1 || depth > deepest);
    if (isNamed) lets.push(`let t${number} = ${text};`);
    texts.set(number, isNamed ? `t${number}` : text);
    depths.set(number, isNamed ? 0 : depth);
  }
  return { lets, values: folded.map((expression) => withoutBrackets(textOf(expression))) };
}

const leaf = (part: Exclude<Scalar, { of: unknown }>, operand: ScalarOperands['operand'], count: string): string => {
  if (part.op === 'operand') return operand(part.index);
  return part.op === 'count' ? count : float(part.value);
};

/** A number for each part, the same for parts that are written alike. */
function numberParts(expressions: readonly Scalar[]): ReadonlyMap<Scalar, number> {
  const keys = new Map<string, number>();
  const numbers = new Map<Scalar, number>();
  for (const part of partsOf(...expressions)) {
    const key = 'of' in part ? `${part.op} ${part.of.map((each) => numbers.get(each)).join(' ')}` : keyOf(part);
    const number = keys.get(key) ?? keys.size;
    keys.set(key, number);
    numbers.set(part, number);
  }
  return numbers;
}

const keyOf = (part: Exclude<Scalar, { of: unknown }>): string =>
  part.op === 'operand' ? `x${part.index}` : part.op === 'constant' ? `= ${bitsOf(part.value)}` : part.op;

/** Every constant as float32, and what is made of constants alone, by one rounding an operation. */
const foldedConstants = (expression: Scalar): Scalar =>
  rewriteScalar(expression, (part) => {
    const isConstant = 'of' in part ? part.of.every(({ op }) => op === 'constant') : part.op === 'constant';
    // Not by `constant`: what is made of constants need not be finite.
    return isConstant ? { op: 'constant', value: Math.fround(compileScalar(part)([])) } : part;
  });

/** Whether an expression makes zeros of zeros, so that lanes behind the last channel stay as they are. */
export function keepsZeros(expression: Scalar): boolean {
  const ofZeros = rewriteScalar(expression, (part) => (part.op === 'operand' ? constant(0) : part));
  return [2, 3].every((count) => compileScalar(foldedConstants(ofZeros))([], count) === 0);
}

/** The text of an operation stands in brackets, for others to use it. */
const withoutBrackets = (text: string): string => (text.startsWith('(') ? text.slice(1, -1) : text);
