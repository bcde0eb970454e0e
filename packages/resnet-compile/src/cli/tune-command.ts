import { measuringCommand } from './measuring-command.ts';
import type { GivenMeasuringOptions } from './measuring-options.ts';

export const tuneCommand = measuringCommand('tune')
  .description(
    "measures the schedules of a file's networks on this machine's GPU or CPU, and writes what is best to <model>.tune.json, which later builds use",
  )
  .argument('<model>', 'a model file')
  .action(async (model: string, options: GivenMeasuringOptions) =>
    (await import('./tune-networks.ts')).tuneNetworks(model, options),
  );
