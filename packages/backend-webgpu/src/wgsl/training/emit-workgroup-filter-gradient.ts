import { workgroupSize } from '@resnet-compile/plan/webgpu';
import { vectorsOf } from '../../kernel-shape.ts';
import { emitDeclarations, lines, times, u } from '../text.ts';
import { filterVectors, type FilterGradientShape } from './emit-filter-gradient.ts';
import { emitSplit } from './emit-parts.ts';

/** Pixels whose values are loaded at a time. */
const depth = 8;

/** Invocations side by side, in the columns of output channels: half as many where there are few. */
const columnsOf = (outputs: number): number => (outputs % 8 === 0 ? 8 : 4);

const extentsOf = ({ dy, x, kernel: [kh, kw], tile: [inputs, outputs] }: Omit<FilterGradientShape, 'split'>) => {
  const [rowVectors, columnVectors] = [vectorsOf(x.channels), vectorsOf(dy.channels)];
  const columns = columnsOf(columnVectors);
  const rows = workgroupSize / columns;
  return {
    rowVectors,
    columnVectors,
    columns,
    rows,
    high: rows * inputs,
    wide: columns * outputs,
    all: kh * kw * rowVectors,
  };
};

/** Workgroups of one part. */
export function filterGroups(shape: Omit<FilterGradientShape, 'split'>): number {
  const { all, high, wide, columnVectors } = extentsOf(shape);
  return Math.ceil(all / high) * Math.ceil(columnVectors / wide);
}

/**
 * One part, as a product of matrices that are never made: a row for each tap and vector of input channels, a column for
 * each vector of output channels, and between them the pixels of some rows of dy. A workgroup computes a square of register
 * tiles, and loads a few pixels at a time for all.
 */
export function emitWorkgroupFilterGradient(shape: FilterGradientShape): string {
  const {
    dy,
    x,
    kernel: [, kw],
    stride: [sy, sx],
    padding: [py, , , px],
    dilation,
    filters: { rows: channels },
    tile: [inputs, outputs],
    split,
  } = shape;
  const { rowVectors, columnVectors, columns, rows, high, wide, all } = extentsOf(shape);
  const groups = filterGroups(shape);
  const across = Math.ceil(columnVectors / wide);
  const indices = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
  const lanes = [0, 1, 2, 3];
  const rounds = (count: number): readonly number[] => indices(Math.ceil((depth * count) / workgroupSize));
  const item = (round: number): string => (round ? `(lane + ${u(round * workgroupSize)})` : 'lane');
  const store = (memory: string, name: string, count: number) => (round: number) => {
    const code = `${memory}[${item(round)}] = ${name}${round};`;
    return (round + 1) * workgroupSize > depth * count ? `if (${item(round)} < ${u(depth * count)}) { ${code} }` : code;
  };
  return lines(
    emitDeclarations([
      '<uniform> batch: vec4u',
      '<storage, read> dy: array<vec4f>',
      '<storage, read> x: array<vec4f>',
      '<storage, read_write> scratch: array<vec4f>',
    ]),
    `var<workgroup> inputs: array<vec4f, ${depth * high}>;`,
    `var<workgroup> gradients: array<vec4f, ${depth * wide}>;`,
    `@compute @workgroup_size(${workgroupSize})`,
    'fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) lane: u32) {',
    'let group = workgroup.y * workgroups.x + workgroup.x;',
    emitSplit(split),
    `let part = group / ${u(groups)};`,
    'if (part >= parts) { return; }',
    `let left = group % ${u(across)} * ${u(wide)};`,
    `let top = group % ${u(groups)} / ${u(across)} * ${u(high)};`,
    `let column = left + lane % ${u(columns)};`,
    `let row = top + lane / ${u(columns)};`,
    indices(inputs).map((i) => lanes.map((lane) => indices(outputs).map((o) => `var a${i}_${lane}_${o} = vec4f();`))),
    'let length = (units + parts - 1u) / parts;',
    `let end = min((part + 1u) * length, units) * ${u(dy.map[1])};`,
    // What an invocation loads of x is of the same taps and channels throughout.
    rounds(high).map((round) => [
      `let row${round} = top + ${item(round)} % ${u(high)};`,
      `let tap${round} = row${round} / ${u(rowVectors)};`,
      `let v${round} = row${round} % ${u(rowVectors)};`,
    ]),
    `for (var first = part * length * ${u(dy.map[1])}; first < end; first += ${u(depth)}) {`,
    rounds(high).map((round) => [
      `let p${round} = first + ${item(round)} / ${u(high)};`,
      `let iy${round} = ${times(`(p${round} / ${u(dy.map[1])} % ${u(dy.map[0])})`, sy)} + ${times(`tap${round} / ${u(kw)}`, dilation[0])} - ${u(py)};`,
      `let ix${round} = ${times(`(p${round} % ${u(dy.map[1])})`, sx)} + ${times(`tap${round} % ${u(kw)}`, dilation[1])} - ${u(px)};`,
      `let in${round} = p${round} < end && row${round} < ${u(all)} && iy${round} < ${u(x.map[0])} && ix${round} < ${u(x.map[1])};`,
      `let at${round} = ((p${round} / ${u(dy.map[0] * dy.map[1])} * ${u(x.map[0])} + iy${round}) * ${u(x.map[1])} + ix${round}) * ${u(x.pitch)} + v${round};`,
      `let x${round} = select(vec4f(), x[select(0u, at${round}, in${round})], in${round});`,
    ]),
    rounds(wide).map((round) => [
      `let q${round} = first + ${item(round)} / ${u(wide)};`,
      `let c${round} = left + ${item(round)} % ${u(wide)};`,
      `let d${round} = select(vec4f(), dy[q${round} * ${u(dy.pitch)} + c${round}], q${round} < end && c${round} < ${u(columnVectors)});`,
    ]),
    // Until the others have read what is stored over.
    'workgroupBarrier();',
    rounds(high).map(store('inputs', 'x', high)),
    rounds(wide).map(store('gradients', 'd', wide)),
    'workgroupBarrier();',
    `for (var k = 0u; k < ${u(depth)}; k++) {`,
    indices(outputs).map((o) => `let g${o} = gradients[k * ${u(wide)} + lane % ${u(columns)} + ${u(o * columns)}];`),
    indices(inputs).map((i) => [
      `let i${i} = inputs[k * ${u(high)} + lane / ${u(columns)} + ${u(i * rows)}];`,
      lanes.map((lane) => indices(outputs).map((o) => `a${i}_${lane}_${o} += i${i}.${'xyzw'[lane]} * g${o};`)),
    ]),
    '}',
    '}',
    `let base = part * ${u(filterVectors(shape))};`,
    indices(inputs).map((i) => [
      '{',
      `let r = row + ${u(i * rows)};`,
      `let channel = r % ${u(rowVectors)} * 4u;`,
      `let at = base + (r / ${u(rowVectors)} * ${u(channels)} + channel) * ${u(columnVectors)} + column;`,
      `if (r < ${u(all)}) {`,
      lanes.map((lane) =>
        indices(outputs).map((o) => {
          const conditions = [
            ...(channels % 4 ? [`channel + ${u(lane)} < ${u(channels)}`] : []),
            ...(columnVectors % wide ? [`column + ${u(o * columns)} < ${u(columnVectors)}`] : []),
          ];
          const code = `scratch[at + ${u(lane * columnVectors + o * columns)}] = a${i}_${lane}_${o};`;
          return conditions.length ? `if (${conditions.join(' && ')}) { ${code} }` : code;
        }),
      ),
      '}',
      '}',
    ]),
    '}',
  );
}
