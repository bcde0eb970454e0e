import { CheckpointError } from './checkpoint-file.ts';
import type { Plan } from './plan.ts';
import { differences, ranksChange, scheduleChange, type RunSetting } from './run-setting.ts';
import type { RunState } from './run-state.ts';
import type { Schedule } from './schedules.ts';

/**
 * Whether a run may go on as `plan` and `setting` say.
 * @returns what is to be said where its length, schedule or number of processes is another one
 * @throws {CheckpointError} with both values, where something else is.
 */
export function checkRun(
  run: RunState,
  { seed, batchesPerEpoch, steps }: Plan,
  setting: RunSetting,
  schedule: Schedule,
): readonly string[] {
  const found = [
    ...(run.seed === seed ? [] : [`seed ${run.seed}, this one has ${seed}`]),
    // Data without a fingerprint are known by their first look alone, which is another one with another seed.
    ...(run.seed !== seed && setting.data['fingerprint'] === undefined ? [] : differences(run.setting, setting)),
    ...(run.batchesPerEpoch === batchesPerEpoch
      ? []
      : [`batchesPerEpoch ${run.batchesPerEpoch}, this one has ${batchesPerEpoch}`]),
  ];
  if (found.length)
    throw new CheckpointError(
      `the checkpoint is of a run with ${found.join('; ')}; go on with the same options, or start another run`,
    );
  if (run.step > steps)
    throw new CheckpointError(
      `the checkpoint is of step ${run.step}, and the run has ${steps}; give it more, or start another run`,
    );
  return [scheduleChange(run.setting, setting, run.step, schedule), ranksChange(run.setting, setting)].flatMap(
    (change) => change ?? [],
  );
}
