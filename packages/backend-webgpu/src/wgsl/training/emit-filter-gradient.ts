import { workgroupSize } from '@resnet-compile/plan/webgpu';
import type { GroupedWindow, Pair } from '@resnet-compile/ir';
import { vectorsOf } from '../../kernel-shape.ts';
import type { Operand } from '../../kernel-shape.ts';
import type { FilterWindow } from '@resnet-compile/plan/webgpu';
import type { Split } from '../../training/split.ts';
import { emitDeclarations, lines, times, u } from '../text.ts';
import { emitMain, emitSplit, emitUniformSplit } from './emit-parts.ts';

/** Σ over all pixels of x ⊗ dy, for each tap: a gradient that lies as the filters do, [kh][kw][row][output channel]. */
export interface FilterGradientShape extends Omit<GroupedWindow, 'groups'> {
  readonly dy: Operand;
  readonly x: Operand;
  readonly grouped: boolean;
  readonly filters: FilterWindow;
  /** Vectors of input and of output channels that one invocation keeps in registers. */
  readonly tile: Pair;
  /** Of the rows of dy. */
  readonly split: Split;
}

/** Vectors of four of a filter's gradient. */
export const filterVectors = ({
  kernel: [kh, kw],
  filters: { rows },
  dy,
}: Pick<FilterGradientShape, 'kernel' | 'filters' | 'dy'>): number => kh * kw * rows * vectorsOf(dy.channels);

/** Invocations of one part. */
export const filterTiles = ({
  kernel: [kh, kw],
  filters: { rows },
  dy,
  tile,
}: Omit<FilterGradientShape, 'split'>): number =>
  kh * kw * (Math.ceil(rows / 4) / tile[0]) * (vectorsOf(dy.channels) / tile[1]);

/**
 * One part: some rows of dy. An invocation has one tap and a tile of channels, and walks along those pixels of a row that
 * the tap reaches, without bounds checks.
 */
export function emitFilterGradient(shape: FilterGradientShape): string {
  const {
    dy,
    x,
    kernel: [, kw],
    stride: [sy, sx],
    padding: [py, , , px],
    dilation,
    filters: { rows, ...filters },
    grouped,
    tile: [inputs, outputs],
    split,
  } = shape;
  const step = vectorsOf(dy.channels);
  const [inputTiles, outputTiles] = [Math.ceil(rows / 4) / inputs, step / outputs];
  const [is, os] = [inputs, outputs].map((count) => Array.from({ length: count }, (_, index) => index)) as [
    number[],
    number[],
  ];
  return lines(
    emitDeclarations([
      '<uniform> batch: vec4u',
      '<storage, read> dy: array<vec4f>',
      '<storage, read> x: array<vec4f>',
      '<storage, read_write> scratch: array<vec4f>',
    ]),
    emitMain(
      emitSplit(split),
      `let o = item % ${u(outputTiles)} * ${u(outputs)};`,
      `let i = item / ${u(outputTiles)} % ${u(inputTiles)} * ${u(inputs)};`,
      `let tap = item / ${u(outputTiles * inputTiles)} % ${u(shape.kernel[0] * kw)};`,
      `let part = item / ${u(filterTiles(shape))};`,
      'if (part >= parts) { return; }',
      `let ky = ${times(`tap / ${u(kw)}`, dilation[0])};`,
      `let kx = ${times(`tap % ${u(kw)}`, dilation[1])};`,
      grouped
        ? `let start = min(o * 4u / ${u(filters.outPerGroup)} * ${u(filters.inPerGroup)} / 4u, ${u(filters.last)}) + i;`
        : 'let start = i;',
      // The pixels of a row that the tap reaches: 0 ≤ x·s + kx − p < W.
      `let begin = (max(${u(px + sx - 1)}, kx) - kx) / ${u(sx)};`,
      `let end = min(${u(dy.map[1])}, (max(${u(x.map[1] + px + sx - 1)}, kx) - kx) / ${u(sx)});`,
      is.map((v) => [0, 1, 2, 3].map((lane) => os.map((w) => `var a${v}_${lane}_${w} = vec4f();`))).flat(2),
      'let length = (units + parts - 1u) / parts;',
      'for (var row = part * length; row < min((part + 1u) * length, units); row++) {',
      `let iy = ${times(`(row % ${u(dy.map[0])})`, sy)} + ky - ${u(py)};`,
      `if (iy >= ${u(x.map[0])}) { continue; }`,
      `var s = ((row / ${u(dy.map[0])} * ${u(x.map[0])} + iy) * ${u(x.map[1])} + ${times('begin', sx)} + kx - ${u(px)}) * ${u(x.pitch)} + start;`,
      `var d = (row * ${u(dy.map[1])} + begin) * ${u(dy.pitch)} + o;`,
      'for (var column = begin; column < end; column++) {',
      os.map((w) => `let d${w} = dy[d + ${u(w)}];`),
      is
        .map((v) => [
          `let x${v} = x[s + ${u(v)}];`,
          ...[0, 1, 2, 3].flatMap((lane) => os.map((w) => `a${v}_${lane}_${w} += x${v}.${'xyzw'[lane]} * d${w};`)),
        ])
        .flat(),
      `s += ${u(sx * x.pitch)};`,
      `d += ${u(dy.pitch)};`,
      '}',
      '}',
      `let base = part * ${u(filterVectors(shape))} + tap * ${u(rows * step)} + o;`,
      is.flatMap((v) =>
        [0, 1, 2, 3].flatMap((lane) => [
          `{ let r = (i + ${u(v)}) * 4u + ${u(lane)};`,
          rows % 4 ? `if (r < ${u(rows)}) {` : '{',
          os
            .map(
              (w) =>
                `scratch[base + r * ${u(step)} + ${u(w)}] = ${grouped ? masked(`a${v}_${lane}_${w}`, filters, `(start + ${u(v)}) * 4u + ${u(lane)}`, `(o + ${u(w)}) * 4u`) : `a${v}_${lane}_${w}`};`,
            )
            .join('\n'),
          '} }',
        ]),
      ),
    ),
  );
}

/** Zeros where the input channel is of another group than the output channel. */
const masked = (
  value: string,
  { inPerGroup, outPerGroup }: Pick<FilterWindow, 'inPerGroup' | 'outPerGroup'>,
  input: string,
  output: string,
): string =>
  `select(vec4f(), ${value}, vec4u((${input}) / ${u(inPerGroup)}) == (${output} + vec4u(0u, 1u, 2u, 3u)) / ${u(outPerGroup)})`;

/** Invocations that add the parts of one vector, where there are many. */
export const summing = 16;

/** Adds the parts of a filter's gradient, in an order that hangs on their number alone; `add`: to what is there. */
export const emitFilterSum = (add: boolean): string =>
  lines(
    emitSumDeclarations,
    emitMain(emitUniformSplit, 'if (item >= vectors) { return; }', addParts('0u', 1, 'item'), storeSum('item', add)),
  );

/** The same by some invocations for each vector, each of which adds every so-manyth part. */
export const emitSharedFilterSum = (add: boolean): string =>
  lines(
    emitSumDeclarations,
    `var<workgroup> sums: array<vec4f, ${workgroupSize}>;`,
    emitMain(
      emitUniformSplit,
      `let across = ${u(workgroupSize / summing)};`,
      'let own = min(group * across + lane % across, vectors - 1u);',
      addParts('lane / across', summing, 'own'),
      'sums[lane] = sum;',
      'workgroupBarrier();',
      'if (lane >= across || group * across + lane >= vectors) { return; }',
      `for (var other = lane + across; other < ${u(workgroupSize)}; other += across) { sum += sums[other]; }`,
      storeSum('own', add),
    ),
  );

const storeSum = (vector: string, add: boolean): string => `gradient[${vector}] ${add ? '+=' : '='} sum;`;

const emitSumDeclarations = emitDeclarations([
  '<uniform> batch: vec4u',
  '<uniform> places: array<vec4u, 1>',
  '<storage, read> scratch: array<vec4f>',
  '<storage, read_write> gradient: array<vec4f>',
]);

const addParts = (first: string, step: number, vector: string): string =>
  lines(
    'var sum = vec4f();',
    `for (var part = ${first}; part < parts; part += ${u(step)}) { sum += scratch[part * vectors + ${vector}]; }`,
  );
