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
      eachValue(deviation, `gradient[at] = select(vec4f(), (gradient[at] - shifted - d * slope) * scale, ${isOwn});`),
    ),
  );

const declarations = (result: string): string =>
  emitDeclarations([
    '<uniform> batch: vec4u',
    '<uniform> places: array<vec4u, 2>',
    '<storage, read> filters: array<vec4f>',
    result,
  ]);

/** A layout has what a shader names alone: the batch too. `first`: the row of each filter's first value, among which those of other groups are zeros. */
const ofFilters = lines(
  'if (group >= places[0].w || batch.x == 0u) { return; }',
  'let outputs = (group * 4u + vec4u(0u, 1u, 2u, 3u)) / places[1].y;',
  'let first = outputs * places[1].x - min(outputs.x * places[1].x / 4u, places[1].z) * 4u;',
  'let base = group / places[0].y * places[0].x * places[0].y + group % places[0].y;',
  'let count = f32(places[1].w);',
);

const eachValue = (...body: readonly string[]): string =>
  lines(
    `for (var value = lane; value < places[0].x; value += ${u(workgroupSize)}) {`,
    'let at = base + value * places[0].y;',
    body,
    '}',
  );

const isOwn = 'vec4u(value % places[0].z) - first < vec4u(places[1].x)';
const deviation = `let d = select(vec4f(), filters[at] - mean, ${isOwn});`;

const deviationOf = (squares: string, epsilon: number): string =>
  `let scale = 1f / sqrt(${squares} / count + ${literal(epsilon)});`;
