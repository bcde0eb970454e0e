import { workgroupSize } from '@resnet-compile/plan/webgpu';
import type { GroupedWindow, Pair } from '@resnet-compile/ir';
import { vectorsOf } from '../../kernel-shape.ts';
import type { Operand } from '../../kernel-shape.ts';
import { isByLane } from '../../convolution-shape.ts';
import { isDepthwise, type FilterWindow } from '../../filter-window.ts';
import type { Split } from '../../training/split.ts';
import { lanesOf } from '../memory.ts';
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

type Unsplit = Omit<FilterGradientShape, 'split'>;

const isLanes = ({ grouped, filters }: Unsplit): boolean => isByLane({ grouped, window: filters });

/** Rows of filters that one invocation keeps in registers: of groups that are no vectors, an equal share, so that none is another's. */
const rowsOf = (shape: Unsplit): number => {
  const { rows } = shape.filters;
  if (!isLanes(shape)) return 4 * shape.tile[0];
  return [4, 3, 2].find((count) => rows % count === 0) ?? 1;
};

/** Invocations of one part. */
export const filterTiles = (shape: Unsplit): number => {
  const { kernel, filters, dy, tile } = shape;
  return kernel[0] * kernel[1] * Math.ceil(filters.rows / rowsOf(shape)) * (vectorsOf(dy.channels) / tile[1]);
};

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
    filters,
    grouped,
    tile: [, outputs],
    split,
  } = shape;
  const { rows, outPerGroup } = filters;
  const step = vectorsOf(dy.channels);
  const own = rowsOf(shape);
  const [inputTiles, outputTiles] = [Math.ceil(rows / own), step / outputs];
  const byLane = isLanes(shape);
  const alike = byLane && isDepthwise(filters);
  const [rs, os] = [own, outputs].map((count) => Array.from({ length: count }, (_, index) => index)) as [
    number[],
    number[],
  ];
  const lanes = 'o * 4u + vec4u(0u, 1u, 2u, 3u)';
  const product = (r: number, w: number): string => (byLane ? `x${r} * d${w}` : `x${r >> 2}.${'xyzw'[r % 4]} * d${w}`);
  const load = (r: number): string => {
    if (alike) return `let x${r} = x[s + o];`;
    if (byLane) return `let x${r} = ${lanesOf(undefined, 'x', () => 's', `c${r}`)};`;
    return r % 4 ? '' : `let x${r >> 2} = x[s + ${u(r >> 2)}];`;
  };
  // As in other kernels, lanes behind the last channel hold zeros, whatever they have read.
  const stored = (sum: string): string =>
    byLane && dy.channels % 4 ? `select(vec4f(), ${sum}, ${lanes} < vec4u(${u(dy.channels)}))` : sum;
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
      `let i = item / ${u(outputTiles)} % ${u(inputTiles)} * ${u(own)};`,
      `let tap = item / ${u(outputTiles * inputTiles)} % ${u(shape.kernel[0] * kw)};`,
      `let part = item / ${u(filterTiles(shape))};`,
      'if (part >= parts) { return; }',
      `let ky = ${times(`tap / ${u(kw)}`, dilation[0])};`,
      `let kx = ${times(`tap % ${u(kw)}`, dilation[1])};`,
      byLane
        ? lines(
            'let start = 0u;',
            alike ? '' : rs.map((r) => `let c${r} = (${lanes}) / ${u(outPerGroup)} * ${u(rows)} + i + ${u(r)};`),
          )
        : `let start = ${grouped ? `o * 4u / ${u(outPerGroup)} * ${u(rows / 4)} + ` : ''}i / 4u;`,
      // The pixels of a row that the tap reaches: 0 ≤ x·s + kx − p < W.
      `let begin = (max(${u(px + sx - 1)}, kx) - kx) / ${u(sx)};`,
      `let end = min(${u(dy.map[1])}, (max(${u(x.map[1] + px + sx - 1)}, kx) - kx) / ${u(sx)});`,
      rs.flatMap((r) => os.map((w) => `var a${r}_${w} = vec4f();`)),
      'let length = (units + parts - 1u) / parts;',
      'for (var row = part * length; row < min((part + 1u) * length, units); row++) {',
      `let iy = ${times(`(row % ${u(dy.map[0])})`, sy)} + ky - ${u(py)};`,
      `if (iy >= ${u(x.map[0])}) { continue; }`,
      `var s = ((row / ${u(dy.map[0])} * ${u(x.map[0])} + iy) * ${u(x.map[1])} + ${times('begin', sx)} + kx - ${u(px)}) * ${u(x.pitch)} + start;`,
      `var d = (row * ${u(dy.map[1])} + begin) * ${u(dy.pitch)} + o;`,
      'for (var column = begin; column < end; column++) {',
      os.map((w) => `let d${w} = dy[d + ${u(w)}];`),
      rs.flatMap((r) => [load(r), ...os.map((w) => `a${r}_${w} += ${product(r, w)};`)]),
      `s += ${u(sx * x.pitch)};`,
      `d += ${u(dy.pitch)};`,
      '}',
      '}',
      `let base = part * ${u(filterVectors(shape))} + tap * ${u(rows * step)} + o;`,
      rs.flatMap((r) => [
        rows % own ? `if (i + ${u(r)} < ${u(rows)}) {` : '{',
        ...os.map((w) => `scratch[base + (i + ${u(r)}) * ${u(step)} + ${u(w)}] = ${stored(`a${r}_${w}`)};`),
        '}',
      ]),
    ),
  );
}

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
