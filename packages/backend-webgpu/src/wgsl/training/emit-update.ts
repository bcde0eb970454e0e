import { itemOf, operandsOfUpdate, type UpdateRule } from '@resnet-compile/ir';
import type { ParameterGroup } from '../../training/parameter-groups.ts';
import { emitScalars } from '../emit-scalar.ts';
import { functionsOf } from '../scalar-functions.ts';
import { emitDeclarations, lines, literal } from '../text.ts';
import { control } from './emit-control.ts';
import { emitMain } from './emit-parts.ts';

/** A moving average as it is declared. */
export interface MovingAverage {
  readonly decay: number;
  readonly from: 'first update' | 'initial parameters';
  readonly warmUp: boolean;
}

/** A word of the control buffer, which is bound as vectors of four to be read alone. */
const word = (index: number): string => `control[${index >> 2}].${'xyzw'[index % 4]}`;

/** Moves the average of a value; step 1 is the first, whose count the control buffer has by now. */
function emitAverage({ decay, from, warmUp }: MovingAverage, average: string, present: string): string {
  const step = `f32(${word(control.step)})`;
  const [stays, comes] = warmUp
    ? [`min(${literal(decay)}, (1f + ${step}) / (10f + ${step}))`, `max(${literal(1 - decay)}, 9f / (10f + ${step}))`]
    : [literal(decay), literal(1 - decay)];
  const moved = `${stays} * ${average} + ${comes} * ${present}`;
  return `${average} = ${from === 'first update' ? `select(${moved}, ${present}, ${word(control.step)} == 1u)` : moved};`;
}

/** λ, and the learning rate, of the group that an element lies in. */
function emitGroup(groups: readonly ParameterGroup[]): string {
  const numbers = ({ decay, rate }: ParameterGroup): string => `vec2f(${literal(decay)}, ${literal(rate)})`;
  const [last, ...others] = [...groups].reverse();
  if (!last) throw new Error('a training step was given that trains nothing');
  return lines(
    // Read where there is one group, too: a layout lacks what nothing reads.
    'let at = item + segment.x;',
    `${others.length ? 'var' : 'let'} own = ${numbers(last)};`,
    others.map((group) => `if (at < ${group.end}u) { own = ${numbers(group)}; }`),
  );
}

/**
 * An optimiser's update of all parameters at once, as they lie, and their moving average; the rule reads what the control
 * buffer has of the step as further moments. `segment.x` vectors of four come before the first of those that are bound; `rate.x`
 * is the learning rate. Does nothing where the step is not taken.
 */
export function emitUpdate(
  { parameter, moments }: UpdateRule,
  { groups, ema }: { readonly groups: readonly ParameterGroup[]; readonly ema: MovingAverage | null },
): string {
  const names = moments.map((_, index) => `moment${index}`);
  const operands = operandsOfUpdate({
    parameter: 'p',
    gradient: 'g',
    decay: 'vec4f(own.x)',
    rate: 'vec4f(rate.x * own.y)',
    step: '',
    norm: '',
    moments: [
      ...moments.map((_, index) => `m${index}`),
      ...control.perStep.map((index) => `vec4f(bitcast<f32>(${word(index)}))`),
    ],
  });
  const {
    lets,
    values: [updated, ...updatedMoments],
  } = emitScalars([parameter, ...moments], { operand: (index) => itemOf(operands, index) });
  const code = lines(
    'let p = parameters[item];',
    'let g = gradients[item];',
    emitGroup(groups),
    names.map((name, index) => `let m${index} = ${name}[item];`),
    lets,
    names.map((name, index) => `${name}[item] = ${updatedMoments[index]};`),
    `let updated = ${updated};`,
    'parameters[item] = updated;',
    ema === null ? '' : emitAverage(ema, 'averages[item]', 'updated'),
  );
  return lines(
    emitDeclarations([
      '<uniform> segment: vec4u',
      '<uniform> rate: vec4f',
      '<storage, read> control: array<vec4u>',
      '<storage, read_write> parameters: array<vec4f>',
      '<storage, read> gradients: array<vec4f>',
      ...names.map((name) => `<storage, read_write> ${name}: array<vec4f>`),
      ...(ema === null ? [] : ['<storage, read_write> averages: array<vec4f>']),
    ]),
    functionsOf(code),
    emitMain(`if (item >= arrayLength(&parameters) || ${word(control.taken)} == 0u) { return; }`, code),
  );
}

/** The running statistics of a step that is taken, and their moving average. */
export const emitCommit = (ema: MovingAverage | null): string =>
  lines(
    emitDeclarations([
      '<storage, read> control: array<vec4u>',
      '<storage, read> recent: array<vec4f>',
      '<storage, read_write> statistics: array<vec4f>',
      ...(ema === null ? [] : ['<storage, read_write> averages: array<vec4f>']),
    ]),
    emitMain(
      `if (item >= arrayLength(&statistics) || ${word(control.taken)} == 0u) { return; }`,
      'statistics[item] = recent[item];',
      ema === null ? '' : emitAverage(ema, 'averages[item]', 'recent[item]'),
    ),
  );

/** Adds the gradients of one of `parts` equal parts of a batch. */
export const emitAccumulation = (parts: number): string =>
  lines(
    emitDeclarations(['<storage, read> gradients: array<vec4f>', '<storage, read_write> sums: array<vec4f>']),
    emitMain('if (item >= arrayLength(&sums)) { return; }', `sums[item] += gradients[item] / ${parts}f;`),
  );

/** Whether something of a map is not finite: sets word `at.x` of the findings. `at.y` vectors of four are looked at. */
export const emitScan = (): string =>
  lines(
    emitDeclarations([
      '<uniform> at: vec4u',
      '<storage, read> values: array<vec4u>',
      '<storage, read_write> found: array<atomic<u32>>',
    ]),
    emitMain(
      'if (item >= at.y) { return; }',
      'if (any((values[item] & vec4u(0x7f800000u)) == vec4u(0x7f800000u))) { atomicOr(&found[at.x], 1u); }',
    ),
  );
