import { emitDeclarations, lines, literal } from '../text.ts';
import { control } from './emit-control.ts';
import { emitMain } from './emit-parts.ts';

/** An optimiser as it is declared. */
export type Optimizer = { readonly weightDecay: number; readonly decay: 'all' | 'weights' } & (
  | { readonly kind: 'sgd'; readonly momentum: number; readonly nesterov: boolean }
  | { readonly kind: 'adamW'; readonly betas: readonly [number, number]; readonly epsilon: number }
);

export const momentsOf = (optimizer: Optimizer): number =>
  optimizer.kind === 'adamW' ? 2 : optimizer.momentum === 0 ? 0 : 1;

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

/**
 * Torch's definitions (torch.optim.SGD, torch.optim.AdamW) for all parameters at once, as they lie, and their moving
 * average. `segment.x` vectors of four come before the first that does not decay; `rate.x` is the learning rate.
 * Does nothing where the step is not taken.
 */
export function emitUpdate(optimizer: Optimizer, ema: MovingAverage | null): string {
  const moments = Array.from(
    { length: momentsOf(optimizer) },
    (_, index) => `<storage, read_write> moment${index}: array<vec4f>`,
  );
  return lines(
    emitDeclarations([
      '<uniform> segment: vec4u',
      '<uniform> rate: vec4f',
      '<storage, read> control: array<vec4u>',
      '<storage, read_write> parameters: array<vec4f>',
      '<storage, read> gradients: array<vec4f>',
      ...moments,
      ...(ema === null ? [] : ['<storage, read_write> averages: array<vec4f>']),
    ]),
    emitMain(
      `if (item >= arrayLength(&parameters) || ${word(control.taken)} == 0u) { return; }`,
      'var p = parameters[item];',
      `var g = gradients[item] * bitcast<f32>(${word(control.scale)});`,
      `let decay = select(0f, ${literal(optimizer.weightDecay)}, item < segment.x);`,
      optimizer.kind === 'sgd' ? emitSgd(optimizer) : emitAdamW(optimizer),
      'parameters[item] = p;',
      ema === null ? '' : emitAverage(ema, 'averages[item]', 'p'),
    ),
  );
}

const emitSgd = ({ momentum, nesterov }: Extract<Optimizer, { kind: 'sgd' }>): string =>
  lines(
    'g += decay * p;',
    momentum === 0
      ? 'p -= rate.x * g;'
      : lines(
          `let v = ${literal(momentum)} * moment0[item] + g;`,
          'moment0[item] = v;',
          `p -= rate.x * ${nesterov ? `(g + ${literal(momentum)} * v)` : 'v'};`,
        ),
  );

const emitAdamW = ({ betas: [beta1, beta2], epsilon }: Extract<Optimizer, { kind: 'adamW' }>): string =>
  lines(
    `let m = ${literal(beta1)} * moment0[item] + ${literal(1 - beta1)} * g;`,
    `let v = ${literal(beta2)} * moment1[item] + ${literal(1 - beta2)} * g * g;`,
    'moment0[item] = m;',
    'moment1[item] = v;',
    `p = p * (1f - rate.x * decay) - (rate.x / bitcast<f32>(${word(control.correction1)})) * m / (sqrt(v / bitcast<f32>(${word(control.correction2)})) + ${literal(epsilon)});`,
  );

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
