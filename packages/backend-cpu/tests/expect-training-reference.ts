import { compile } from '@resnet-compile/compiler';
import type { Network } from '@resnet-compile/dsl';
import { lossRuleOf, planPrepare, type KernelProgram, type LossDeclaration, type Target } from '@resnet-compile/ir';
import { runWholeProgram, sensitivity, toState, toValues } from '@resnet-compile/reference';
import type { VariantName } from '@resnet-compile/plan/cpu';
import { fillState, images, units, type FilledTensor } from '@resnet-compile/testing';
import { expect } from 'vitest';
// Not by the package's name, which would be a circle: the runtime builds upon this package.
import { loadProgram } from '../../runtime/src/cpu/start-programs.ts';
import { createCpuTrainingEngine } from '../../runtime/src/cpu/cpu-training-engine.ts';
import { trainingSteps } from '../../runtime/src/cpu/training-steps.ts';
import { prepareState, type Prepared } from '../../runtime/src/prepare.ts';
import { oneThread } from '../../runtime/src/threads/thread-pool.ts';
import type { TrainingEngine } from '../../runtime/src/training/training-engine.ts';
import { buildPlan, cpuTarget, emitLoss, variants } from '../src/index.ts';
import { forced } from './engine.ts';

export interface TrainingCheck {
  readonly batches?: readonly number[];
  /** Whole numbers and halves, so that sums are exact: equal values are equal, and zeros are zeros. */
  readonly exact?: boolean;
  /** Added to all images. */
  readonly mean?: number;
  /** Cross entropy by default. */
  readonly loss?: LossDeclaration;
  /** Bytes per image of activations: more is computed again in the backward pass. */
  readonly memoryBudget?: number;
  readonly target?: Target;
  /** Of results that are ill-conditioned. */
  readonly tolerances?: Readonly<Record<string, number>>;
  /** Whether results may be as far off as float32's roundings of what is given move them. */
  readonly byCondition?: boolean;
}

/** A training program for the CPU. @throws {Error} with the network's problems. */
export function trainingProgram(
  network: Network,
  options: Pick<TrainingCheck, 'loss' | 'memoryBudget' | 'target'> = {},
): KernelProgram {
  const compiled = compile(network, { name: 'net', target: cpuTarget, mode: 'training', ...options });
  const problems = [...network.problems, ...('problems' in compiled ? compiled.problems : [])];
  if ('problems' in compiled || problems.length) throw new Error(problems.map(({ message }) => message).join('\n'));
  return compiled.program;
}

const round = ({ shape, data }: FilledTensor, step: number): FilledTensor => ({
  shape,
  data: data.map((value) => Math.round(value / step) * step),
});

/** N×classes, each row a distribution. */
function targetsOf(batch: number, classes: number): FilledTensor {
  const values = units(`targets${batch}`, 0, batch * classes).map((unit) => unit + 1);
  const sums = Array.from({ length: batch }, (_, n) =>
    values.subarray(n * classes, (n + 1) * classes).reduce((a, b) => a + b, 0),
  );
  return { shape: [batch, classes], data: values.map((value, index) => value / sums[Math.floor(index / classes)]!) };
}

/** Relative to a tensor's largest value, and for tensors that are zero but for rounding, to the largest of all. */
const [tolerance, ofAll] = [1e-4, 1e-6];

/**
 * Loss, gradients and statistics of a training program on the runtime's engine against those of the reference in float64,
 * for several batches, in every variant. Before each, a larger batch of NaN goes through the same
 * memory: whatever is read of it shows.
 */
export const expectTrainingReference = (network: Network, check: TrainingCheck = {}): Promise<void> =>
  expectStepReference(
    trainingProgram(network, {
      ...(check.loss ? { loss: check.loss } : {}),
      ...(check.memoryBudget === undefined ? {} : { memoryBudget: check.memoryBudget }),
      ...(check.target ? { target: check.target } : {}),
    }),
    check,
  );

/** The same of a program. */
export async function expectStepReference(
  program: KernelProgram,
  {
    batches = [1, 2, 5],
    exact = false,
    mean = 0,
    tolerances = {},
    byCondition = false,
    ...options
  }: TrainingCheck = {},
): Promise<void> {
  const shapeOf = (id: string): readonly number[] => program.buffers.find((buffer) => buffer.id === id)!.shape;
  const [input, [classes]] = [shapeOf(program.input), shapeOf(program.output) as readonly [number, ...number[]]];
  const filled = fillState(program.parameters, { seed: 1 });
  const state = exact ? new Map([...filled].map(([name, tensor]) => [name, round(tensor, 0.5)])) : filled;
  const { plan, shapes } = buildPlan(program);
  const { targets: targetsPlan, results: resultsPlan } = plan;
  if (!targetsPlan || !resultsPlan) throw new Error('a training step has targets and results');
  const trainingPlan = { ...plan, targets: targetsPlan, results: resultsPlan };
  const prepared = prepareState(
    planPrepare(program.prepare),
    new Map([...state].map(([name, { data }]) => [name, data])),
  );
  const names = Object.keys(variants) as VariantName[];
  const rule = lossRuleOf(options.loss ?? { kind: 'crossEntropy', labelSmoothing: 0 });
  // A module has it in its text.
  const loss = new Function(`return ${emitLoss(rule)}`)() as Parameters<typeof trainingSteps>[0];
  const engines = names.map(async (name) =>
    createCpuTrainingEngine(
      await loadProgram({ plan: trainingPlan, code: forced(shapes, name), steps: trainingSteps(loss) }),
      oneThread,
      '',
    ),
  );
  for (const batch of batches) {
    const given = images(batch, [batch, ...input]);
    const pictures = { ...given, data: given.data.map((value) => (exact ? Math.round(value) : value) + mean) };
    const targets = targetsOf(batch, classes);
    const inputs = {
      images: toValues(pictures),
      targets: toValues(targets),
      state: toState(state),
      randomness: { seed: 3, step: batch },
    };
    const { results } = runWholeProgram(program, inputs);
    let moved: ReadonlyMap<string, number> | undefined;
    const largestOfAll = Math.max(
      ...Array.from(results, ([name, { data }]) => (name.startsWith('gradient') ? largest(data) : 0)),
    );
    for (const [index, starting] of engines.entries()) {
      const engine = await starting;
      await poison(engine, prepared, input, classes, 7);
      engine.reserve(batch);
      engine.drawMasks(3, batch);
      const found = await engine.run(prepared, pictures.data, targets.data, batch);
      const tensors = new Map<string, ArrayLike<number>>([
        ['loss', [found.loss]],
        ['correct', [found.correct]],
        ...gradientsOf(engine, program),
        ...Array.from(engine.statistics, ([name, values]) => [`statistic ${name}`, values] as const),
      ]);
      expect([...tensors.keys()].sort()).toEqual([...results.keys()].sort());
      const wrong = Array.from(results).flatMap(([name, { data }]) => {
        const allowed =
          (tolerances[name] ?? tolerance) * largest(data) + (name.startsWith('gradient') ? ofAll * largestOfAll : 0);
        const values = tensors.get(name)!;
        const distance = data.reduce(
          (most, value, at) => (Math.abs(value - values[at]!) <= most ? most : Math.abs(value - values[at]!)),
          0,
        );
        const more = (): number => (byCondition ? ((moved ??= sensitivity(program, inputs)).get(name) ?? 0) : 0);
        return (distance <= allowed || distance <= allowed + more()) && data.length === values.length
          ? []
          : [
              `${name} is ${distance} off, its largest value is ${largest(data)}${byCondition ? `, rounding moves it by ${more()}` : ''}`,
            ];
      });
      expect(wrong.length, `a batch of ${batch}, ${names[index]}: ${wrong.join('; ')}`).toBe(0);
    }
  }
}

const gradientsOf = (
  engine: TrainingEngine,
  { parameters }: KernelProgram,
): readonly (readonly [string, Float32Array])[] =>
  parameters.flatMap(({ name, shape }) => {
    const values = new Float32Array(shape.reduce((product, extent) => product * extent, 1));
    return engine.readGradient(name, values) ? [[`gradient ${name}`, values] as const] : [];
  });

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

async function poison(
  engine: TrainingEngine,
  prepared: ReadonlyMap<string, Prepared>,
  input: readonly number[],
  classes: number,
  batch: number,
): Promise<void> {
  engine.reserve(batch);
  const nan = (length: number): Float32Array => new Float32Array(batch * length).fill(NaN);
  await engine.run(prepared, nan(input.reduce((product, extent) => product * extent, 1)), nan(classes), batch);
}
