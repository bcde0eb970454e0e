import { found, nodesOf, type Graph, type OptimizerDeclaration } from '@resnet-compile/ir';
import type { RunInputs } from '../run-inputs.ts';
import { zipValues, type Values } from '../values.ts';
import { accumulateGradients } from './accumulate-gradients.ts';
import { globalNorm } from './global-norm.ts';
import { update, type Updated } from './update.ts';

export interface TrainingStepOptions {
  readonly optimizer: OptimizerDeclaration;
  /** Largest global norm of the gradients; unlimited by default. */
  readonly clipNorm?: number;
  /** Parts of the batch: 1 by default. */
  readonly accumulate?: number;
  /**
   * An exponential moving average of parameters and running statistics; by default none is kept. It begins as the first
   * step left them, as torch.optim.swa_utils.AveragedModel with `use_buffers`, or as they were before it. With a warm-up
   * the decay of step t is (1 + t)/(10 + t) at the most.
   */
  readonly ema?: {
    readonly decay: number;
    readonly from: 'first update' | 'initial parameters';
    readonly warmUp?: boolean;
  };
}

/** What an optimiser remembers from step to step. */
export interface OptimizerState {
  /** Steps taken. */
  readonly steps: number;
  /** By parameter, in the order of the optimiser's rule. */
  readonly moments: ReadonlyMap<string, readonly Values[]>;
  /** By parameter and running statistic, with `ema`: the moving average. */
  readonly average: ReadonlyMap<string, Values>;
}

export interface TrainingStep extends RunInputs {
  readonly targets: Values;
  /** Absent before the first step. */
  readonly optimizerState?: OptimizerState;
  readonly learningRate: number;
  readonly options: TrainingStepOptions;
}

export interface TrainingStepResult {
  /** The mean over the batch, of the parameters as they were. */
  readonly loss: number;
  /** Images whose largest logit is in the place of their largest target. */
  readonly correct: number;
  /** By parameter, before they are clipped. */
  readonly gradients: ReadonlyMap<string, Values>;
  readonly state: ReadonlyMap<string, Values>;
  readonly optimizerState: OptimizerState;
}

/**
 * One step of training in float64: gradients; then the optimiser, on what is clipped of them; then the moving average, decay·average +
 * (1 − decay)·parameter. The running statistics are those of the graph's results. What has no gradient stays as it is,
 * and does not decay, as in PyTorch.
 *
 * @param graph after use-batch-statistics and differentiation
 * @throws {Error} where the inputs do not fit the graph, or the batch cannot be divided.
 */
export function runTrainingStep(
  graph: Graph,
  { optimizerState: before, learningRate, options, ...run }: TrainingStep,
): TrainingStepResult {
  const { loss, correct, gradients, state } = accumulateGradients(graph, run, options.accumulate ?? 1);
  const norm = globalNorm(gradients.values());
  const declared = new Map(nodesOf(graph, 'parameter').map(({ attributes }) => [attributes.name, attributes]));
  const steps = (before?.steps ?? 0) + 1;
  const updated = Array.from(gradients, ([name, gradient]): readonly [string, Updated] => {
    const parameter = found(state, name);
    const moments = before?.moments.get(name);
    const given = { parameter, gradient, moments, learningRate, step: steps, norm, declared: declared.get(name) };
    return [name, update(options.optimizer, options.clipNorm ?? null, given)];
  });
  const after = new Map([...state, ...updated.map(([name, { parameter }]) => [name, parameter] as const)]);
  return {
    loss,
    correct,
    gradients,
    state: after,
    optimizerState: {
      steps,
      moments: new Map(updated.map(([name, { moments }]) => [name, moments])),
      average: averageOf(options.ema, before?.average ?? run.state, after, steps),
    },
  };
}

function averageOf(
  ema: TrainingStepOptions['ema'],
  average: ReadonlyMap<string, Values>,
  present: ReadonlyMap<string, Values>,
  step: number,
): ReadonlyMap<string, Values> {
  if (!ema) return new Map();
  const decay =
    step === 1 && ema.from === 'first update'
      ? 0
      : ema.warmUp
        ? Math.min(ema.decay, (1 + step) / (10 + step))
        : ema.decay;
  return new Map(
    Array.from(present, ([name, values]) => [
      name,
      zipValues((a, p) => decay * a + (1 - decay) * p, found(average, name), values),
    ]),
  );
}
