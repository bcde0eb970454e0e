import { compile, fuse, lower, recompute, schedule, simplify } from '@resnet-compile/compiler';
import type { Network } from '@resnet-compile/dsl';
import {
  isMoved,
  isTrained,
  planPrepare,
  type Graph,
  type KernelProgram,
  type LossDeclaration,
  type Target,
} from '@resnet-compile/ir';
import { runProgram, runWholeProgram, sensitivity, toState, toValues } from '@resnet-compile/reference';
import { fillState, images, units, useSoftwareVulkan, type FilledTensor } from '@resnet-compile/testing';
import { expect } from 'vitest';
// By path: the runtime depends on this package.
import { computeLogits } from '../../runtime/src/compute-outputs.ts';
import { beginTraining } from '../../runtime/src/training/trainer.ts';
import { findAdapter } from '../../runtime/src/webgpu/find-adapter.ts';
import { createWebGpuTrainer } from '../../runtime/src/webgpu/training/web-gpu-trainer.ts';
import {
  buildWebGpuPlan,
  buildWebGpuTrainingPlan,
  softwareWebgpuTarget,
  softwareWebgpuTrainingTarget,
  type StepDeclaration,
} from '../src/index.ts';
import { withSharedPipelines } from './shared-pipelines.ts';

await useSoftwareVulkan();
const gpu = withSharedPipelines((await findAdapter(undefined)).gpu);

export interface TrainingCheck {
  readonly batches?: readonly number[];
  /** Whole numbers and halves, so that sums are exact: equal values are equal, and zeros are zeros. */
  readonly exact?: boolean;
  /** Added to all images. */
  readonly mean?: number;
  /** Cross entropy by default. */
  readonly loss?: LossDeclaration;
  readonly memoryBudget?: number;
  /** That for software adapters by default, whose shaders this one compiles soon. */
  readonly target?: Target;
  /** Also logits, by the program of inference. */
  readonly evaluates?: boolean;
  /** Of results that are ill-conditioned. */
  readonly tolerances?: Readonly<Record<string, number>>;
  /** Whether results may be as far off as float32's roundings of what is given move them. */
  readonly byCondition?: boolean;
}

/** A step of plain SGD. */
export const declaration: StepDeclaration = {
  optimizer: { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0, decay: 'all' },
  clipNorm: null,
  accumulate: 1,
  ema: null,
};

type Mode = 'training' | 'inference';
const targets = { training: softwareWebgpuTrainingTarget, inference: softwareWebgpuTarget } as const;

/** A program for WebGPU. @throws {Error} with the network's problems. */
export function programOf(
  network: Network,
  mode: Mode,
  options: Pick<TrainingCheck, 'loss' | 'memoryBudget' | 'target'> = {},
): KernelProgram {
  const compiled = compile(network, { name: 'net', target: targets[mode], mode, ...options });
  const problems = [...network.problems, ...('problems' in compiled ? compiled.problems : [])];
  if ('problems' in compiled || problems.length) throw new Error(problems.map(({ message }) => message).join('\n'));
  return compiled.program;
}

/** The same for a graph that no network of layers makes. */
export function programOfGraph(graph: Graph, mode: Mode): KernelProgram {
  // As in inference, so that what may not be prepared for training is refused by the target.
  const fused = fuse(lower(simplify(graph, { mode })));
  return schedule(recompute(fused), { target: targets[mode] });
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
 * Loss, gradients and statistics of a step on the device against those of the reference in float64, for several batches.
 * Before, a larger batch of NaN goes through the same memory: whatever is read of it shows. The learning rate is 0, so
 * that every batch meets the same parameters, and running statistics come from those of the batch before.
 */
export const expectTrainingReference = (network: Network, check: TrainingCheck = {}): Promise<void> =>
  expectStepReference(
    programOf(network, 'training', {
      ...(check.loss ? { loss: check.loss } : {}),
      ...(check.memoryBudget === undefined ? {} : { memoryBudget: check.memoryBudget }),
      ...(check.target ? { target: check.target } : {}),
    }),
    programOf(network, 'inference'),
    check,
  );

/** The same for the programs of a step and of inference. */
export async function expectStepReference(
  program: KernelProgram,
  inference: KernelProgram,
  {
    batches = [1, 2, 5],
    exact = false,
    mean = 0,
    evaluates = false,
    tolerances = {},
    byCondition = false,
  }: TrainingCheck = {},
): Promise<void> {
  const shapeOf = (id: string): readonly number[] => program.buffers.find((buffer) => buffer.id === id)!.shape;
  const [input, [classes]] = [
    shapeOf(program.input) as readonly [number, number, number],
    shapeOf(program.output) as readonly [number, ...number[]],
  ];
  const filled = fillState(program.parameters, { seed: 1 });
  const state = exact ? new Map([...filled].map(([name, tensor]) => [name, round(tensor, 0.5)])) : filled;
  const values = new Map([...state].map(([name, { data }]) => [name, data]));
  const plan = buildWebGpuTrainingPlan(program, declaration);
  const model = {
    name: 'net',
    input,
    classes,
    outputs: [],
    parameters: program.parameters,
    parameterCount: 0,
    multiplyAdds: 0,
  };
  const initial = beginTraining(values, program.parameters, 0, false, 3);
  const predicting = buildWebGpuPlan(inference);
  const module = {
    model,
    prepare: planPrepare(inference.prepare),
    webgpu: { hardware: predicting, software: predicting },
    training: {
      declaration: {
        ...declaration,
        ema: null,
        freeze: [],
        rates: [],
        decays: [],
        loss: { kind: 'crossEntropy', labelSmoothing: 0 },
      },
      moments: 0,
      prepare: planPrepare([]),
      smallestCount: 1,
      // Of evaluation, which the trainer does not do.
      code: { loss: () => NaN },
      webgpu: { hardware: plan, fingerprint: '' },
    },
    origin: { id: 'net' },
  } as const;
  const trainer = await createWebGpuTrainer(module, initial, await findAdapter(gpu));
  try {
    const size = input[0] * input[1] * input[2];
    const poison = await trainer.step({
      images: new Float32Array(7 * size).fill(NaN),
      targets: targetsOf(7, classes).data,
      batch: 7,
      learningRate: 0,
    });
    const poisoned = await poison.result.catch(({ name }: Error) => name);
    // WGSL's compilers may take 0·x for 0 whatever x is (§15.7.1): random networks have layers that scale by 0.
    if (!byCondition || typeof poisoned === 'string') expect(poisoned).toBe('NonFiniteError');
    for (const batch of batches) {
      const given = images(batch, [batch, ...input]);
      const pictures = { ...given, data: given.data.map((value) => (exact ? Math.round(value) : value) + mean) };
      const targets = targetsOf(batch, classes);
      await trainer.write({ ...initial, step: batch });
      const inputs = {
        images: toValues(pictures),
        targets: toValues(targets),
        state: toState(state),
        randomness: { seed: 3, step: batch },
      };
      const { results } = runWholeProgram(program, inputs);
      let moved: ReadonlyMap<string, number> | undefined;
      let flat = new Float32Array(0);
      const begun = await trainer.step({
        images: pictures.data,
        targets: targets.data,
        batch,
        learningRate: 0,
        onGradients: (all) => (flat = all.slice()),
      });
      const { loss, correct } = await begun.result;
      const tensors = new Map<string, ArrayLike<number>>([
        ['loss', [loss]],
        ['correct', [correct]],
      ]);
      let start = 0;
      for (const [what, isThat] of [
        ['gradient', isTrained],
        ['statistic', isMoved],
      ] as const) {
        for (const { name, shape } of program.parameters.filter(isThat)) {
          const end = start + shape.reduce((product, extent) => product * extent, 1);
          tensors.set(`${what} ${name}`, flat.subarray(start, end));
          start = end;
        }
      }
      const largestOfAll = Math.max(
        ...Array.from(results, ([name, { data }]) => (name.startsWith('gradient') ? largest(data) : 0)),
      );
      const wrong = Array.from(results).flatMap(([name, { data }]) => {
        const allowed =
          (tolerances[name] ?? tolerance) * largest(data) + (name.startsWith('gradient') ? ofAll * largestOfAll : 0);
        const found = tensors.get(name)!;
        const distance = data.reduce(
          (most, value, at) => (Math.abs(value - found[at]!) <= most ? most : Math.abs(value - found[at]!)),
          0,
        );
        const more = (): number => (byCondition ? ((moved ??= sensitivity(program, inputs)).get(name) ?? 0) : 0);
        return (distance <= allowed || distance <= allowed + more()) && data.length === found.length
          ? []
          : [`${name} is ${distance} off, its largest value is ${largest(data)}`];
      });
      expect(wrong.length, `a batch of ${batch}: ${wrong.join('; ')}`).toBe(0);
      // Gradients that nobody has exchanged: what lies between them counts.
      const plain = await trainer.step({ images: pictures.data, targets: targets.data, batch, learningRate: 0 });
      await plain.result;
      if (!evaluates) continue;
      const logits = await trainer.compute(computeLogits, pictures.data, batch, 'present');
      const expected = runProgram(inference, { images: toValues(pictures), state: toState(state) }).data;
      expect(distance(logits, expected), `logits of a batch of ${batch}`).toBeLessThan(tolerance);
    }
  } finally {
    await trainer.dispose();
  }
}

/** The worst difference, relative to the largest value. */
const distance = (found: ArrayLike<number>, expected: Float64Array): number =>
  expected.reduce((most, value, at) => Math.max(most, Math.abs(value - found[at]!)), 0) / largest(expected);

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
