import { backends } from '@resnet-compile/driver';
import type { Precision } from '@resnet-compile/plan/webgpu';
import { chooseExport } from './choose-export.ts';
import { measuredDevices } from './measured-devices.ts';
import { completeMeasuring, type GivenMeasuringOptions } from './measuring-options.ts';
import { printProfile } from './profile.ts';
import { readNetworks } from './read-models.ts';
import { readRecord } from './tuning-file.ts';
import { UserError } from './user-error.ts';

export interface ProfileOptions extends GivenMeasuringOptions {
  readonly export?: string;
  /** On WebGPU. */
  readonly precision: Precision;
  readonly json?: boolean;
}

/** `resnet-compile profile model.ts`: what each kernel takes on this machine, and which layer it comes from. */
export async function profileNetwork(model: string, given: ProfileOptions): Promise<void> {
  const { profile: measure, rounds } = measuredDevices[given.device];
  const options = completeMeasuring(given, rounds.profile);
  if (!backends[options.device].precisions.includes(options.precision))
    throw new UserError('--precision f16 is for WebGPU; the CPU computes in float32. Leave --device cpu out');
  const { stages } = chooseExport(await readNetworks(model), options.export, model);
  const record = await readRecord(model);
  try {
    const profile = await measure(stages, record, options);
    const { summary: _, ...data } = profile;
    process.stdout.write(options.json ? `${JSON.stringify(data, null, 2)}\n` : printProfile(profile));
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(`${model}: ${(error as Error).message}`);
  }
}
