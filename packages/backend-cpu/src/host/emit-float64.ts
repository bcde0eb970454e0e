import { partsOf, sameScalar, type OperationName, type Scalar } from '@resnet-compile/ir';

/** Expressions in JavaScript, in float64, as whoever runs a module's host code needs them. */
export interface Float64Text {
  /** Of what does not vary: to stand before a loop. */
  readonly before: readonly string[];
  /** Of what is read several times: to stand within it. */
  readonly each: readonly string[];
  readonly values: readonly string[];
}

export interface Float64Place {
  /** How the text names an operand. */
  readonly operand: (index: number) => string;
  /** Whether an operand is another one in each turn of the loop. */
  readonly varies: (index: number) => boolean;
  /** The same as `operand` for what `count` counts. */
  readonly count?: string;
  /** Of the names of what is kept; texts that stand together need different ones. */
  readonly prefix?: string;
}

/** Each operation has the meaning that `compileScalar` gives it. */
const operations: { readonly [Op in OperationName]: (...of: string[]) => string } = {
  negate: (a) => `(-${a})`,
  absolute: (a) => `Math.abs(${a})`,
  sqrt: (a) => `Math.sqrt(${a})`,
  exp: (a) => `Math.exp(${a})`,
  expm1: (a) => `Math.expm1(${a})`,
  log: (a) => `Math.log(${a})`,
  log1p: (a) => `Math.log1p(${a})`,
  tanh: (a) => `Math.tanh(${a})`,
  sigmoid: (a) => `(1 / (1 + Math.exp(-${a})))`,
  erf: () => {
    throw new Error('the host has no error function');
  },
  add: (a, b) => `(${a} + ${b})`,
  subtract: (a, b) => `(${a} - ${b})`,
  multiply: (a, b) => `(${a} * ${b})`,
  divide: (a, b) => `(${a} / ${b})`,
  max: (a, b) => `(${a} < ${b} ? ${b} : ${a})`,
  min: (a, b) => `(${b} < ${a} ? ${b} : ${a})`,
  multiply_add: (a, b, c) => `(${a} * ${b} + ${c})`,
  select: (a, b, x, y) => `(${a} > ${b} ? ${x} : ${y})`,
};

/** What an operation writes twice has to be a name. */
const writesTwice: ReadonlySet<Scalar['op']> = new Set(['max', 'min']);

/** What does not vary is computed before the loop, and what is read several times once. */
export function emitFloat64(
  expressions: readonly Scalar[],
  { operand, varies, count = 'count', prefix = 't' }: Float64Place,
): Float64Text {
  const [before, each]: [string[], string[]] = [[], []];
  const parts = partsOf(...expressions);
  const readers = new Map<Scalar, readonly Scalar[]>();
  for (const part of parts) for (const read of readBy(part)) readers.set(read, [...(readers.get(read) ?? []), part]);
  const varying = new Set<Scalar>();
  for (const part of parts)
    if (part.op === 'operand' ? varies(part.index) : readBy(part).some((read) => varying.has(read))) varying.add(part);
  const isKept = (part: Scalar): boolean => {
    const by = readers.get(part) ?? [];
    const leavesLoop = !varying.has(part) && by.some((reader) => varying.has(reader));
    const reads = by.length + expressions.filter((expression) => expression === part).length;
    return 'of' in part && (leavesLoop || reads > 1 || by.some(({ op }) => writesTwice.has(op)));
  };
  const texts = new Map<Scalar, string>();
  const kept: Scalar[] = [];
  for (const part of parts) {
    const same = kept.find((other) => sameScalar(other, part));
    if (same || !isKept(part)) texts.set(part, same ? written(same) : textOf(part));
    else {
      (varying.has(part) ? each : before).push(`const ${prefix}${kept.length} = ${textOf(part)};`);
      texts.set(part, `${prefix}${kept.push(part) - 1}`);
    }
  }
  return { before, each, values: expressions.map(written) };

  function written(part: Scalar): string {
    return texts.get(part) ?? textOf(part);
  }

  function textOf(part: Scalar): string {
    switch (part.op) {
      case 'operand':
        return operand(part.index);
      case 'count':
        return count;
      case 'constant':
        return part.value < 0 || Object.is(part.value, -0) ? `(${part.value})` : String(part.value);
      default:
        return operations[part.op](...part.of.map(written));
    }
  }
}

const readBy = (part: Scalar): readonly Scalar[] => ('of' in part ? part.of : []);
