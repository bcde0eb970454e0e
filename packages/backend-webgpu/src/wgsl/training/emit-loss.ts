import { workgroupSize } from '@resnet-compile/plan/webgpu';
import { constant, differentiateLoss, exp, max, rewriteScalar, type LossRule, type Scalar } from '@resnet-compile/ir';
import { emitScalars } from '../emit-scalar.ts';
import { functionsOf } from '../scalar-functions.ts';
import { emitDeclarations, lines, u } from '../text.ts';
import { control, emitControl, isNotFinite } from './emit-control.ts';
import { addAcross, emitMain } from './emit-parts.ts';

export interface LossShape {
  readonly rule: LossRule;
  readonly classes: number;
  /** Floats from one image to the next. */
  readonly pitches: { readonly logits: number; readonly targets: number; readonly gradient: number };
}

/**
 * A workgroup for each image: its loss, whether it is right, and the gradient of its logits. The first of equal values is the
 * largest. What is not finite is told by its bits; of exponents below −87 not every device makes zero.
 */
export function emitLossOfImages({ rule, classes, pitches }: LossShape): string {
  const { rows, loss, gradient } = differentiateLoss(rule);
  const eachClass = (...body: readonly Code[]): readonly Code[] => [
    `for (var k = lane; k < ${u(classes)}; k += ${u(workgroupSize)}) {`,
    ...body,
    '}',
  ];
  const ofElement = (of: Scalar, use: (value: string) => string): readonly Code[] => {
    const { lets, values } = emitScalars([onDevice(of, classes)], {
      operand: (index) => ['vec4f(logits[logit + k])', 'vec4f(targets[wish + k])'][index] ?? `vec4f(row${index - 2})`,
    });
    return eachClass(lets, ...values.map((value) => use(`(${value}).x`)));
  };
  const rowValues = rows.map(({ by, of }, row): Code => {
    const value = by === 'sum' ? 'own += ' : 'own = max(own, ';
    return [
      `var row${row} = ${by === 'sum' ? '0f' : least};`,
      '{',
      `var own = row${row};`,
      ...ofElement(of, (text) => `${value}${text}${by === 'sum' ? '' : ')'};`),
      `row${row} = across${row}(lane, own);`,
      '}',
    ];
  });
  const code = lines(
    rowValues,
    'var loss = vec2f(0f, bad);',
    ofElement(loss, (value) => `loss.x += ${value};`),
    ofElement(gradient, (value) => `gradient[group * ${u(pitches.gradient)} + k] = ${value} / f32(batch.x);`),
  );
  return lines(
    emitDeclarations([
      '<uniform> batch: vec4u',
      '<storage, read> logits: array<f32>',
      '<storage, read> targets: array<f32>',
      '<storage, read_write> gradient: array<f32>',
      '<storage, read_write> scratch: array<vec4f>',
    ]),
    isNotFinite,
    functionsOf(code),
    rows.map(({ by }, row) => (by === 'sum' ? addAcross(`across${row}`, 'f32') : maximumAcross(`across${row}`))),
    addAcross('totalLoss', 'vec2f'),
    largestAcross,
    emitMain(
      'if (group >= batch.x) { return; }',
      `let logit = group * ${u(pitches.logits)};`,
      `let wish = group * ${u(pitches.targets)};`,
      `var best = vec2f(${least}, 0f);`,
      'var bestTarget = best;',
      'var bad = 0f;',
      lines(
        eachClass(
          'let value = logits[logit + k];',
          'if (isNotFinite(bitcast<u32>(value))) { bad = 1f; }',
          'best = firstLargest(best, vec2f(value, f32(k)));',
          'bestTarget = firstLargest(bestTarget, vec2f(targets[wish + k], f32(k)));',
        ),
      ),
      'let both = largest(lane, vec4f(best, bestTarget));',
      code,
      // Lanes behind the last class are zero, as everywhere.
      pitches.gradient > classes
        ? `if (lane < ${u(pitches.gradient - classes)}) { gradient[group * ${u(pitches.gradient)} + ${u(classes)} + lane] = 0f; }`
        : '',
      'loss = totalLoss(lane, loss);',
      'if (lane == 0u) { scratch[group] = vec4f(loss.x, select(0f, 1f, both.y == both.w), loss.y, 0f); }',
    ),
  );
}

type Code = string | readonly Code[];

const least = '-0x1.fffffep+127f';

/** The expression with the number of classes, and with exponents that all devices take. */
const onDevice = (of: Scalar, classes: number): Scalar =>
  rewriteScalar(of, (part) =>
    part.op === 'count' ? constant(classes) : part.op === 'exp' ? exp(max(part.of[0], constant(-87))) : part,
  );

/** The largest value of a workgroup's invocations. To be called once. */
const maximumAcross = (name: string): string =>
  lines(
    `var<workgroup> of_${name}: array<f32, ${workgroupSize}>;`,
    `fn ${name}(lane: u32, value: f32) -> f32 {`,
    `of_${name}[lane] = value;`,
    'workgroupBarrier();',
    `var largest = of_${name}[0];`,
    `for (var other = 1u; other < ${u(workgroupSize)}; other++) { largest = max(largest, of_${name}[other]); }`,
    'return largest;',
    '}',
  );

const largestAcross = lines(
  'fn firstLargest(a: vec2f, b: vec2f) -> vec2f { return select(a, b, b.x > a.x || (b.x == a.x && b.y < a.y)); }',
  `var<workgroup> of_largest: array<vec4f, ${workgroupSize}>;`,
  'fn largest(lane: u32, value: vec4f) -> vec4f {',
  'of_largest[lane] = value;',
  'workgroupBarrier();',
  'var best = of_largest[0];',
  `for (var other = 1u; other < ${u(workgroupSize)}; other++) { best = vec4f(firstLargest(best.xy, of_largest[other].xy), firstLargest(best.zw, of_largest[other].zw)); }`,
  'return best;',
  '}',
);

/** Adds the images' losses to those of the step, which is cut into `parts` equal ones. */
export const emitLoss = (parts: number): string =>
  lines(
    emitDeclarations(['<uniform> batch: vec4u', '<storage, read> scratch: array<vec4f>', emitControl]),
    addAcross('total', 'vec4f'),
    emitMain(
      'var sum = vec4f();',
      `for (var n = lane; n < batch.x; n += ${u(workgroupSize)}) { sum += scratch[n]; }`,
      'sum = total(lane, sum);',
      'if (lane != 0u) { return; }',
      `let loss = bitcast<f32>(control[${control.loss}]) + sum.x / f32(batch.x) / ${parts}f;`,
      `control[${control.loss}] = bitcast<u32>(loss);`,
      `control[${control.correct}] += u32(sum.y);`,
      `if (sum.z > 0f) { control[${control.bad}] |= 1u; }`,
    ),
  );
