import { workgroupSize, type FilterWindow } from '@resnet-compile/plan/webgpu';
import { emitDeclarations, lines, literal, u } from '../text.ts';
import { addAcross, emitMain } from './emit-parts.ts';

/** Filters as they lie, as numbers of a uniform: one shader serves all shapes. */
export const filtersAsUniform = (
  [out, perGroup, kh, kw]: readonly [out: number, perGroup: number, kh: number, kw: number],
  { rows, panel, inPerGroup, outPerGroup, last }: FilterWindow,
): readonly number[] => [
  kh * kw * rows,
  panel,
  rows,
  Math.ceil(out / 4),
  inPerGroup,
  outPerGroup,
  last,
  kh * kw * perGroup,
];

/** (w − μ)/√(σ² + ε) of four filters, whose values the invocations of a workgroup share where they work `together`. */
export const emitStandardization = (epsilon: number, together: boolean): string =>
  lines(
    declarations('<storage, read_write> standardized: array<vec4f>'),
    ['sum', 'squares'].map((name) => sumOf(name, 'vec4f', together)),
    emitMain(
      ofFilters(together),
      'var own = vec4f();',
      eachValue(together, 'own += filters[at];'),
      'let mean = sum(lane, own) / count;',
      'own = vec4f();',
      eachValue(together, deviation, 'own += d * d;'),
      scaleOf('squares(lane, own)', epsilon),
      eachValue(together, deviation, 'standardized[at] = d * scale;'),
    ),
  );

/** In place, the gradient of the filters of that of the standardised ones: (dŵ − mean(dŵ) − ŵ·mean(dŵ·ŵ))/σ. */
export const emitStandardizationGradient = (epsilon: number, together: boolean): string =>
  lines(
    declarations('<storage, read_write> gradient: array<vec4f>'),
    ['sums', 'products'].map((name) => sumOf(name, 'mat2x4f', together)),
    emitMain(
      ofFilters(together),
      'var own = mat2x4f();',
      eachValue(together, 'own += mat2x4f(filters[at], gradient[at]);'),
      'let means = sums(lane, own) * (1f / count);',
      'let mean = means[0];',
      'own = mat2x4f();',
      eachValue(together, deviation, 'own += mat2x4f(d * d, d * gradient[at]);'),
      'let along = products(lane, own);',
      scaleOf('along[0]', epsilon),
      'let slope = along[1] / count * scale * scale;',
      eachValue(
        together,
        deviation,
        `gradient[at] = select(vec4f(), (gradient[at] - means[1] - d * slope) * scale, ${isOwn});`,
      ),
    ),
  );

const declarations = (result: string): string =>
  emitDeclarations([
    '<uniform> batch: vec4u',
    '<uniform> places: array<vec4u, 2>',
    '<storage, read> filters: array<vec4f>',
    result,
  ]);

const sumOf = (name: string, type: string, together: boolean): string =>
  together ? addAcross(name, type) : `fn ${name}(lane: u32, value: ${type}) -> ${type} { return value; }`;

/** A layout has what a shader names alone: the batch too. `first`: the row of each filter's first value. */
const ofFilters = (together: boolean): string =>
  lines(
    `let four = ${together ? 'group' : 'item'};`,
    'if (four >= places[0].w || batch.x == 0u) { return; }',
    'let outputs = (four * 4u + vec4u(0u, 1u, 2u, 3u)) / places[1].y;',
    'let first = outputs * places[1].x - min(outputs.x * places[1].x / 4u, places[1].z) * 4u;',
    'let base = four / places[0].y * places[0].x * places[0].y + four % places[0].y;',
    'let count = f32(places[1].w);',
  );

const eachValue = (together: boolean, ...body: readonly string[]): string =>
  lines(
    together
      ? `for (var value = lane; value < places[0].x; value += ${u(workgroupSize)}) {`
      : 'for (var value = 0u; value < places[0].x; value++) {',
    'let at = base + value * places[0].y;',
    body,
    '}',
  );

/** Values of other groups are zeros, and stay so. */
const isOwn = 'vec4u(value % places[0].z) - first < vec4u(places[1].x)';
const deviation = `let d = select(vec4f(), filters[at] - mean, ${isOwn});`;

const scaleOf = (squares: string, epsilon: number): string =>
  `let scale = 1f / sqrt(${squares} / count + ${literal(epsilon)});`;
