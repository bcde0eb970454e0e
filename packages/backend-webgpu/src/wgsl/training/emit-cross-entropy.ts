import { emitDeclarations, lines, u } from '../text.ts';
import { control, emitControl, isNotFinite } from './emit-control.ts';
import { addAcross, emitMain, workgroupSize } from './emit-parts.ts';

export interface CrossEntropyShape {
  readonly classes: number;
  /** Floats from one image to the next. */
  readonly pitches: { readonly logits: number; readonly targets: number; readonly gradient: number };
  readonly labelSmoothing: number;
}

/**
 * A workgroup for each image: its loss −Σ t·log softmax with t = (1 − ε)·target + ε/K, whether it is right, and the
 * gradient of its logits, (softmax·Σt − t)/N, the largest logit subtracted first. The first of equal values is the
 * largest. What is not finite is told by its bits; of exponents below −87 not every device makes zero.
 */
export function emitCrossEntropy({ classes, pitches, labelSmoothing }: CrossEntropyShape): string {
  const eachClass = (...body: readonly string[]): readonly string[] => [
    `for (var k = lane; k < ${u(classes)}; k += ${u(workgroupSize)}) {`,
    ...body,
    '}',
  ];
  const wanted = `${Math.fround(1 - labelSmoothing)} * targets[wish + k] + ${Math.fround(labelSmoothing / classes)}`;
  return lines(
    emitDeclarations([
      '<uniform> batch: vec4u',
      '<storage, read> logits: array<f32>',
      '<storage, read> targets: array<f32>',
      '<storage, read_write> gradient: array<f32>',
      '<storage, read_write> scratch: array<vec4f>',
    ]),
    isNotFinite,
    addAcross('total', 'vec2f'),
    addAcross('totalLoss', 'vec2f'),
    largestAcross,
    emitMain(
      'if (group >= batch.x) { return; }',
      `let logit = group * ${u(pitches.logits)};`,
      `let wish = group * ${u(pitches.targets)};`,
      'var best = vec2f(-0x1.fffffep+127f, 0f);',
      'var bestTarget = best;',
      'var bad = 0f;',
      ...eachClass(
        'let value = logits[logit + k];',
        'if (isNotFinite(bitcast<u32>(value))) { bad = 1f; }',
        'best = larger(best, vec2f(value, f32(k)));',
        'bestTarget = larger(bestTarget, vec2f(targets[wish + k], f32(k)));',
      ),
      'let both = largest(lane, vec4f(best, bestTarget));',
      'best = both.xy;',
      'bestTarget = both.zw;',
      'var sums = vec2f();',
      ...eachClass('sums += vec2f(exp(max(logits[logit + k] - best.x, -87f)), ' + wanted + ');'),
      'sums = total(lane, sums);',
      'let logarithm = log(sums.x);',
      'var loss = vec2f(0f, bad);',
      ...eachClass(
        `let wanted = ${wanted};`,
        'let logProbability = logits[logit + k] - best.x - logarithm;',
        'loss.x -= wanted * logProbability;',
        `gradient[group * ${u(pitches.gradient)} + k] = (exp(max(logProbability, -87f)) * sums.y - wanted) / f32(batch.x);`,
      ),
      // Lanes behind the last class are zero, as everywhere.
      pitches.gradient > classes
        ? `if (lane < ${u(pitches.gradient - classes)}) { gradient[group * ${u(pitches.gradient)} + ${u(classes)} + lane] = 0f; }`
        : '',
      'loss = totalLoss(lane, loss);',
      'if (lane == 0u) { scratch[group] = vec4f(loss.x, select(0f, 1f, best.y == bestTarget.y), loss.y, 0f); }',
    ),
  );
}

const largestAcross = lines(
  'fn larger(a: vec2f, b: vec2f) -> vec2f { return select(a, b, b.x > a.x || (b.x == a.x && b.y < a.y)); }',
  `var<workgroup> of_largest: array<vec4f, ${workgroupSize}>;`,
  'fn largest(lane: u32, value: vec4f) -> vec4f {',
  'of_largest[lane] = value;',
  'workgroupBarrier();',
  'var best = of_largest[0];',
  `for (var other = 1u; other < ${u(workgroupSize)}; other++) { best = vec4f(larger(best.xy, of_largest[other].xy), larger(best.zw, of_largest[other].zw)); }`,
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
