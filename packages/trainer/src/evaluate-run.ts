import { estimateStatistics, evaluatedPart } from './average.ts';
import type { Batches } from './batches.ts';
import { evaluationOf, StoppedError, tally, type Evaluation } from './evaluation.ts';
import type { TrainingEvent } from './events.ts';
import type { Ranks } from './parallel/ranks.ts';
import { sumTallies } from './parallel/sum-tallies.ts';
import { afterEvaluation, epochOf, type Evaluated, type RunState } from './run-state.ts';
import type { TrainOptions } from './train-options.ts';
import { failed } from './training-error.ts';

/** The state after the evaluation; undefined where the signal ended it. */
export async function evaluateRun(
  run: RunState,
  options: TrainOptions & { readonly test: () => Batches },
  tell: (event: TrainingEvent) => Promise<void>,
  breathe: () => Promise<void>,
  ranks: Ranks,
): Promise<RunState | undefined> {
  const { network, test, signal } = options;
  const measure = async (): Promise<Evaluation | undefined> => {
    await estimateStatistics(options, run, breathe, ranks.ranks);
    const own = await tally({
      network: evaluatedPart(network),
      batches: test(),
      signal,
      onProgress: async (images) => {
        await tell({ kind: 'evaluating', step: run.step, images });
        await breathe();
      },
    }).catch((error: unknown) => {
      if (error instanceof StoppedError) return undefined;
      throw error;
    });
    const all = await sumTallies(ranks, own);
    return all && evaluationOf(all);
  };
  const evaluation = await measure().catch(failed('the evaluation', run));
  if (!evaluation) return undefined;
  const { confusion, ...measured } = evaluation;
  const evaluated = {
    step: run.step,
    epoch: epochOf(run),
    ...(network.training?.average ? { of: 'average' } : {}),
    ...measured,
  } as Evaluated;
  await tell({ kind: 'evaluation', ...evaluated, time: Date.now() / 1000, confusion });
  return afterEvaluation(run, evaluated);
}
