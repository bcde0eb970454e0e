import { itemOf, found } from '@resnet-compile/ir';
type Vector = readonly number[];
type Term = readonly [factor: number, value: number];

/** Makes a new value: a + factor · b, or factor · b. Values are numbered: the operands, then what each step makes. */
export interface TransformStep {
  readonly a: number | undefined;
  readonly factor: number;
  readonly b: number;
}

/**
 * matrix · operands in float32, step by step, and the numbers of the results. Columns that differ in some signs only, as
 * those of the points p and −p do, share their operands' sum and difference; such rows, the sums of what is equal in both
 * and of what is opposite.
 */
export function transformSteps(matrix: readonly Vector[]): Steps {
  const before = known.get(matrix) ?? findSteps(matrix);
  known.set(matrix, before);
  return before;
}

interface Steps {
  readonly steps: readonly TransformStep[];
  readonly results: readonly number[];
}

/** Kernels apply one matrix to each row and column of a tile. */
const known = new WeakMap<readonly Vector[], Steps>();

function findSteps(matrix: readonly Vector[]): Steps {
  const steps: TransformStep[] = [];
  const operands = itemOf(matrix, 0).length;
  const add = (a: number | undefined, factor: number, b: number): number =>
    operands + steps.push({ a, factor: Math.fround(factor), b }) - 1;
  /** Begins with a term that needs no multiplication, if there is one. */
  const sum = (terms: readonly Term[]): number => {
    const first = terms.find(([factor]) => Math.fround(factor) === 1);
    const rest = terms.filter((term) => term !== first);
    const total = rest.reduce<number | undefined>((sum, [factor, b]) => add(sum, factor, b), first?.[1]);
    if (total === undefined) throw new Error('a sum without terms');
    return total;
  };

  const columns = inPairs(transposed(matrix)).flatMap(({ index, vector, mirrored }) => {
    if (!mirrored) return [{ vector, value: index }];
    const [equal, opposite] = parts(vector, mirrored.vector);
    return [
      { vector: equal, value: add(index, 1, mirrored.index) },
      { vector: opposite, value: add(index, -1, mirrored.index) },
    ];
  });
  const terms = (row: Vector): readonly Term[] =>
    row.flatMap((factor, column) => (factor === 0 ? [] : [[factor, itemOf(columns, column).value] as const]));
  const rows = inPairs(transposed(columns.map(({ vector }) => vector))).flatMap(({ index, vector, mirrored }) => {
    if (!mirrored) return [[index, sum(terms(vector))] as const];
    const [equal, opposite] = parts(vector, mirrored.vector).map(terms) as [readonly Term[], readonly Term[]];
    const [scale] = itemOf(opposite, opposite.length - 1);
    const [even, odd] = [sum(equal), sum(opposite.map(([factor, value]) => [factor / scale, value]))];
    return [
      [index, add(even, scale, odd)],
      [mirrored.index, add(even, -scale, odd)],
    ] as const;
  });
  const results = new Map(rows);
  return { steps, results: matrix.map((_, row) => found(results, row)) };
}

interface Indexed {
  readonly index: number;
  readonly vector: Vector;
}

/** Vectors, each with a later one that has some entries equal to its own and all others opposite, if there is one. */
function inPairs(vectors: readonly Vector[]): readonly (Indexed & { readonly mirrored?: Indexed })[] {
  const indexed = vectors.map((vector, index) => ({ index, vector }));
  const isMirrored = (vector: Vector, other: Vector): boolean =>
    vector.every((x, i) => Math.abs(x) === Math.abs(itemOf(other, i))) &&
    parts(vector, other).every((part) => part.some((x) => x !== 0));
  const taken = new Set<number>();
  return indexed.flatMap((each) => {
    if (taken.has(each.index)) return [];
    const isFree = (index: number): boolean => index > each.index && !taken.has(index);
    const mirrored = indexed.find(({ index, vector }) => isFree(index) && isMirrored(each.vector, vector));
    if (mirrored) taken.add(mirrored.index);
    return [mirrored ? { ...each, mirrored } : each];
  });
}

/** A vector where another is equal, and where it is opposite; zero elsewhere. */
const parts = (vector: Vector, other: Vector): readonly [Vector, Vector] => [
  vector.map((x, i) => (x === other[i] ? x : 0)),
  vector.map((x, i) => (x === other[i] ? 0 : x)),
];

const transposed = (matrix: readonly Vector[]): readonly Vector[] =>
  itemOf(matrix, 0).map((_, column) => matrix.map((row) => itemOf(row, column)));
