import { CheckpointError, readCheckpoint } from './checkpoint-file.ts';
import { checkRun } from './check-run.ts';
import { lookAtData } from './first-look.ts';
import type { Host } from './host.ts';
import { expectEqualRuns } from './parallel/expect-equal-runs.ts';
import { expectEqualWeights } from './parallel/expect-equal-weights.ts';
import type { Ranks } from './parallel/ranks.ts';
import type { Plan } from './plan.ts';
import { settingOf } from './run-setting.ts';
import { startState, type RunState } from './run-state.ts';
import type { TrainOptions } from './train-options.ts';

/** A run at its first step, or where a checkpoint has left it; all ranks with the same weights. `notices`: what whoever trains should know. */
export async function beginRun(
  plan: Plan,
  options: TrainOptions,
  resume: Host['resume'],
  given: Uint8Array | undefined,
  ranks: Ranks,
): Promise<{ readonly run: RunState; readonly notices: readonly string[] }> {
  const { network, schedule } = options;
  const isFirst = ranks.rank === 0;
  const look = await lookAtData(options, plan);
  const setting = settingOf(look.description, network.training?.declaration, plan.steps, schedule, ranks.ranks);
  await expectEqualRuns(ranks, plan, setting);
  const notices = look.ignoresPlace ? [ignoresPlace] : [];
  let run = startState(plan.seed, plan.batchesPerEpoch, setting);
  const bytes = await ranks.broadcast(isFirst ? await resume(given) : undefined);
  if (bytes) {
    const before = readCheckpoint(bytes);
    if (look.ignoresPlace && before.step % plan.batchesPerEpoch !== 0 && before.step < plan.steps)
      throw new CheckpointError(
        `the checkpoint is of step ${before.step}, in the middle of an epoch of ${plan.batchesPerEpoch} batches, and ${ignoresPlace}`,
      );
    notices.push(...checkRun(before, plan, setting, schedule));
    await network.restore(bytes);
    run = { ...before, setting };
  } else if (ranks.ranks > 1) {
    const begun = await ranks.broadcast(isFirst ? await network.checkpoint() : undefined);
    if (begun && !isFirst) await network.restore(begun);
  }
  await expectEqualWeights(ranks, network, run.step);
  return { run, notices };
}

const ignoresPlace =
  'data.train opens the same batches at every place: each epoch has the same order and augmentation, and a run cannot go on in the middle of one. Hand the place on: (place) => batches(dataset, { ...place, batchSize: 128 })';
