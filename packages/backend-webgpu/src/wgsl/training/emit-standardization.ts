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

/** (w − μ)/√(σ² + ε) of four filters, whose values the invocations of a workgroup share. */
export const emitStandardization = (epsilon: number): string =>
  lines(
    declarations('<storage, read_write> standardized: array<vec4f>'),
    ['sum', 'squares'].map((name) => addAcross(name, 'vec4f')),
    emitMain(
      ofFilters,
      'var own = vec4f();',
      eachValue('own += filters[at];'),
      'let mean = sum(lane, own) / count;',
      'own = vec4f();',
      eachValue(deviation, 'own += d * d;'),
      deviationOf('squares(lane, own)', epsilon),
      eachValue(deviation, 'standardized[at] = d * scale;'),
    ),
  );

/** In place, the gradient of the filters of that of the standardised ones: (dŵ − mean(dŵ) − ŵ·mean(dŵ·ŵ))/σ. */
export const emitStandardizationGradient = (epsilon: number): string =>
  lines(
    declarations('<storage, read_write> gradient: array<vec4f>'),
    ['sum', 'squares', 'shift', 'along'].map((name) => addAcross(name, 'vec4f')),
    emitMain(
      ofFilters,
      'var own = vec4f();',
      'var ofGradient = vec4f();',
      eachValue('own += filters[at];', 'ofGradient += gradient[at];'),
      'let mean = sum(lane, own) / count;',
      'let shifted = shift(lane, ofGradient) / count;',
      'own = vec4f();',
      'ofGradient = vec4f();',
      eachValue(deviation, 'own += d * d;', 'ofGradient += d * gradient[at];'),
      deviationOf('squares(lane, own)', epsilon),
      'let slope = along(lane, ofGradient) / count * scale * scale;',
      eachValue(deviation, 'gradient[at] = (gradient[at] - shifted - d * slope) * scale;'),
    ),
  );

const declarations = (result: string): string =>
  emitDeclarations([
    '<uniform> batch: vec4u',
    '<uniform> places: array<vec4u, 1>',
    '<storage, read> filters: array<vec4f>',
    result,
  ]);

/** A layout has what a shader names alone: the batch too. */
const ofFilters = lines('if (group >= places[0].y || batch.x == 0u) { return; }', 'let count = f32(places[0].x);');

const eachValue = (...body: readonly string[]): string =>
  lines(
    `for (var value = lane; value < places[0].x; value += ${u(workgroupSize)}) {`,
    'let at = group + value * places[0].y;',
    body,
    '}',
  );

const deviation = 'let d = filters[at] - mean;';

const deviationOf = (squares: string, epsilon: number): string =>
  `let scale = 1f / sqrt(${squares} / count + ${literal(epsilon)});`;
