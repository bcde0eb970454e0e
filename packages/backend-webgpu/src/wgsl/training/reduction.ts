import { workgroupSize } from '@resnet-compile/plan/webgpu';
import type { Pair } from '@resnet-compile/ir';
import type { ViewedOperand } from '../../kernel-shape.ts';
import { emitPixels } from '../emit-pixels.ts';
import { isWhole, loadViewed } from '../load-viewed.ts';
import { functionsOf } from '../scalar-functions.ts';
import { emitDeclarations, lines, u } from '../text.ts';
import { addAcross, emitMain, emitUniformSplit } from './emit-parts.ts';
import { emitVector, type VectorShape } from './emit-vectors.ts';
import { declareNumbers, tensorAt } from './uniform-numbers.ts';

type Code = string | readonly string[];

/** How sums over the batch and the map go, per channel: in parts, and then of the parts. */
export interface Reduction {
  /** Values that each part leaves. */
  readonly rows: number;
  /** Code that leaves them in `sum0`, `sum1` …, which begin at zero; operands are `operand0` …. */
  readonly part: { readonly before: Code; readonly each: Code; readonly after: Code };
  /** Code that makes `result0` … of them, of which invocation 0 has the right ones. */
  readonly merge: Code;
}

export const sumOf = (row: number): string => `sum${row}`;
export const resultOf = (index: number): string => `result${index}`;
/** Adds up what the invocations of a workgroup have. */
export const totalOf = (row: number, value: string): string => `total${row}(lane, ${value})`;

/** A part's values: code for all of them, of which an invocation has its share. */
export const eachPart = (code: string): string =>
  lines(`for (var part = lane; part < parts; part += ${u(workgroupSize)}) {`, code, '}');
export const partRow = (rows: number, row: number): string => `scratch[(part * ${u(rows)} + ${u(row)}) * vectors + c]`;

const beginSums = (rows: number): readonly string[] =>
  Array.from({ length: rows }, (_, row) => `var ${sumOf(row)} = vec4f();`);

export interface ReductionOperands {
  /** With `buffer` their number among them. */
  readonly reads: readonly ViewedOperand[];
  readonly buffers: number;
  readonly tensors: number;
  readonly vectors: number;
  /** Rows and columns of what is summed. */
  readonly map: Pair;
}

/** One part's values for a vector of channels. A part has every `parts`-th pixel: neighbours read neighbours. */
export function emitPartialSums({ rows, part }: Reduction, operands: ReductionOperands): string {
  const { reads, buffers, tensors, vectors, map } = operands;
  // Where pixels follow one another without a gap, one shader serves maps of all sizes.
  const isPlain = (read: ViewedOperand): boolean => isWhole(read) && read.pitch === vectors;
  const load = (read: ViewedOperand, index: number): string =>
    isPlain(read)
      ? `let operand${index} = b${read.buffer}[p * vectors + c];`
      : loadViewed(read, { pixel: 0, vector: 'c', name: `operand${index}` });
  const odd = reads.find((read) => !isPlain(read));
  const code = lines(
    part.before,
    beginSums(rows),
    'for (var p = part; p < units; p += parts) {',
    odd ? emitPixels(map, ['p']) : '',
    reads.map(load),
    part.each,
    '}',
    part.after,
    Array.from({ length: rows }, (_, row) => `${partRow(rows, row)} = ${sumOf(row)};`),
  );
  return lines(
    emitDeclarations([
      '<uniform> batch: vec4u',
      declareNumbers(tensors),
      ...(tensors ? ['<storage, read> tensors: array<vec4f>'] : []),
      ...Array.from({ length: buffers }, (_, index) => `<storage, read> b${index}: array<vec4f>`),
      '<storage, read_write> scratch: array<vec4f>',
    ]),
    functionsOf(code),
    emitMain(
      emitUniformSplit,
      'let part = item / vectors;',
      'let c = item % vectors;',
      'if (part >= parts) { return; }',
      Array.from({ length: tensors }, (_, place) => `let operand${reads.length + place} = ${tensorAt(place)};`),
      code,
    ),
  );
}

/** Adds the parts up, a workgroup for each vector of channels, and does the arithmetic on vectors that follows. */
export function emitMergedSums(
  { rows, merge }: Reduction,
  results: readonly number[],
  tail: readonly VectorShape[],
  numbers: number,
): string {
  const code = lines(
    beginSums(rows),
    merge,
    'if (lane != 0u) { return; }',
    results.map((place, index) => `${tensorAt(place)} = ${resultOf(index)};`),
    tail.map(emitVector),
  );
  return lines(
    emitDeclarations([
      '<uniform> batch: vec4u',
      declareNumbers(numbers),
      '<storage, read_write> tensors: array<vec4f>',
      '<storage, read> scratch: array<vec4f>',
    ]),
    Array.from({ length: rows }, (_, row) => addAcross(`total${row}`, 'vec4f')),
    functionsOf(code),
    emitMain('let c = group;', emitUniformSplit, 'if (c >= vectors) { return; }', code),
  );
}
