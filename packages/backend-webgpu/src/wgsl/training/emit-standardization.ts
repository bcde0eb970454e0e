import { workgroupSize } from '@resnet-compile/plan/webgpu';
import { emitDeclarations, lines, literal, u } from '../text.ts';
import { addAcross, emitMain } from './emit-parts.ts';

/** Filters as they lie, as numbers of a uniform: one shader serves all shapes. */
export const filtersAsUniform = ([out, perGroup, kh, kw]: readonly [
  out: number,
  perGroup: number,
  kh: number,
  kw: number,
]): readonly number[] => [kh * kw * perGroup, Math.ceil(out / 4)];

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
      eachValue(together, deviation, 'gradient[at] = (gradient[at] - means[1] - d * slope) * scale;'),
    ),
  );

const declarations = (result: string): string =>
  emitDeclarations([
    '<uniform> batch: vec4u',
    '<uniform> places: array<vec4u, 1>',
    '<storage, read> filters: array<vec4f>',
    result,
  ]);

const sumOf = (name: string, type: string, together: boolean): string =>
  together ? addAcross(name, type) : `fn ${name}(lane: u32, value: ${type}) -> ${type} { return value; }`;

/** A layout has what a shader names alone: the batch too. */
const ofFilters = (together: boolean): string =>
  lines(
    `let four = ${together ? 'group' : 'item'};`,
    'if (four >= places[0].y || batch.x == 0u) { return; }',
    'let count = f32(places[0].x);',
  );

const eachValue = (together: boolean, ...body: readonly string[]): string =>
  lines(
    together
      ? `for (var value = lane; value < places[0].x; value += ${u(workgroupSize)}) {`
      : 'for (var value = 0u; value < places[0].x; value++) {',
    'let at = four + value * places[0].y;',
    body,
    '}',
  );

const deviation = 'let d = filters[at] - mean;';

const scaleOf = (squares: string, epsilon: number): string =>
  `let scale = 1f / sqrt(${squares} / count + ${literal(epsilon)});`;
