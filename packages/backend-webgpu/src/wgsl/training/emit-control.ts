import { workgroupSize } from '@resnet-compile/plan/webgpu';
import type { Scalar } from '@resnet-compile/ir';
import { emitScalars } from '../emit-scalar.ts';
import { functionsOf } from '../scalar-functions.ts';
import { emitDeclarations, lines, u } from '../text.ts';
import { addAcross, emitMain } from './emit-parts.ts';
import { mixFunctions } from '../emit-dropout.ts';

/**
 * What a step decides on the device, in words: the steps made, the seed of the masks, the part that is run and its masks'
 * key; of the present step what is not finite (1: the loss, 2: a gradient, 4: a running statistic), loss and number of
 * correct images, whether it is taken, and what the optimiser reads that depends on the step alone. `result` is what is read
 * back: taken, bad, loss, correct, norm, steps.
 */
export const control = {
  step: 0,
  seed: 1,
  part: 2,
  key: 3,
  bad: 4,
  loss: 5,
  correct: 6,
  taken: 7,
  perStep: [8, 9, 10, 11, 12, 13, 14, 15],
  result: 16,
  words: 24,
} as const;

export const emitControl = '<storage, read_write> control: array<u32>';

/** An exponent of ones: WGSL may assume that there is no NaN or infinity, but not of bits. */
export const isNotFinite = 'fn isNotFinite(bits: u32) -> bool { return (bits & 0x7f800000u) == 0x7f800000u; }';

/** The key of the part's masks: a function of the seed and of how many parts came before. */
export const emitPartKey = (parts: number): string =>
  lines(
    emitDeclarations([emitControl]),
    mixFunctions,
    emitMain(
      'if (item != 0u) { return; }',
      `control[${control.key}] = mix32(mix32(control[${control.seed}]) + control[${control.step}] * ${u(parts)} + control[${control.part}]);`,
      `control[${control.part}] += 1u;`,
    ),
  );

/** Invocations that look at the gradients; each leaves one partial norm. */
export const normInvocations = 4096;

/**
 * Each invocation's Σ g², and whether something is not finite. Values above 2⁵⁰ are squared after a division by 2⁸⁰, so
 * that the norm does not overflow before it is too large itself (Blue 1978).
 */
export const emitNorm = (): string =>
  lines(
    emitDeclarations(['<storage, read> values: array<vec4f>', '<storage, read_write> scratch: array<vec4f>']),
    emitMain(
      'var sums = vec2f();',
      'var bad = vec4u();',
      `for (var at = item; at < arrayLength(&values); at += ${u(normInvocations)}) {`,
      'let value = values[at];',
      'bad |= vec4u((bitcast<vec4u>(value) & vec4u(0x7f800000u)) == vec4u(0x7f800000u));',
      'let isBig = abs(value) > vec4f(0x1p+50f);',
      'let small = select(value, vec4f(), isBig);',
      'let big = select(vec4f(), value * 0x1p-80f, isBig);',
      'sums += vec2f(dot(small, small), dot(big, big));',
      '}',
      'scratch[item] = vec4f(sums, select(0f, 1f, any(bad != vec4u())), 0f);',
    ),
  );

export interface StepDecision {
  /** Of the step's number and the gradients' norm. */
  readonly perStep: readonly Scalar[];
  readonly hasStatistics: boolean;
}

/** Adds the partial norms up and decides whether the step is taken; then the next one's sums begin at zero. */
export function emitDecision({ perStep, hasStatistics }: StepDecision): string {
  if (perStep.length > control.perStep.length)
    throw new Error(
      `an optimiser reads ${perStep.length} numbers that depend on the step; the control buffer has room for ${control.perStep.length}`,
    );
  const { lets, values } = emitScalars(perStep, { operand: (index) => (index ? 'vec4f(norm)' : 'step') });
  const ofStep = lines(
    perStep.length ? `let step = vec4f(f32(control[${control.step}]));` : '',
    lets,
    values.map((value, index) => `control[${control.perStep[index]}] = bitcast<u32>((${value}).x);`),
  );
  return lines(
    emitDeclarations([
      '<storage, read> gradients: array<vec4f>',
      ...(hasStatistics ? ['<storage, read> statistics: array<vec4f>'] : []),
      emitControl,
    ]),
    isNotFinite,
    addAcross('total', 'vec4f'),
    functionsOf(ofStep),
    emitMain(
      'var sum = vec4f();',
      `for (var at = lane; at < arrayLength(&gradients); at += ${u(workgroupSize)}) { sum += gradients[at]; }`,
      hasStatistics
        ? `for (var at = lane; at < arrayLength(&statistics); at += ${u(workgroupSize)}) { sum.w += statistics[at].z; }`
        : '',
      'sum = total(lane, sum);',
      'if (lane != 0u) { return; }',
      'let norm = select(sqrt(sum.x), sqrt(sum.y + sum.x * 0x1p-80f * 0x1p-80f) * 0x1p+80f, sum.y > 0f);',
      `var bad = control[${control.bad}];`,
      `if (isNotFinite(control[${control.loss}])) { bad |= 1u; }`,
      'if (sum.z > 0f || isNotFinite(bitcast<u32>(norm))) { bad |= 2u; }',
      'if (sum.w > 0f) { bad |= 4u; }',
      'let taken = select(0u, 1u, bad == 0u);',
      `control[${control.taken}] = taken;`,
      `control[${control.step}] += taken;`,
      ofStep,
      [
        'taken',
        'bad',
        `control[${control.loss}]`,
        `control[${control.correct}]`,
        'bitcast<u32>(norm)',
        `control[${control.step}]`,
      ].map((word, index) => `control[${control.result + index}] = ${word};`),
      [control.part, control.bad, control.loss, control.correct].map((word) => `control[${word}] = 0u;`),
    ),
  );
}
