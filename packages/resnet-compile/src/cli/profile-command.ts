import { backends } from '@resnet-compile/driver';
import type { DeviceName } from '@resnet-compile/plan';
import type { Precision } from '@resnet-compile/plan/webgpu';
import { chooseExport } from './choose-export.ts';
import { completeMeasuring, type GivenMeasuringOptions } from './measuring-options.ts';
import { printProfile } from './profile.ts';
import { profileCpu } from './profile-cpu.ts';
import { profileWebGpu } from './profile-webgpu.ts';
import { readNetworks } from './read-models.ts';
import { readRecord } from './tuning-file.ts';
import { UserError } from './user-error.ts';

export interface ProfileOptions extends GivenMeasuringOptions {
  readonly export?: string;
  /** On WebGPU. */
  readonly precision: Precision;
  readonly json?: boolean;
}

export const profileRounds = { webgpu: 5, cpu: 20 };

const profilers = { cpu: profileCpu, webgpu: profileWebGpu } satisfies Readonly<Record<DeviceName, unknown>>;

/** `resnet-compile profile model.ts`: what each kernel takes on this machine, and which layer it comes from. */
export async function profileCommand(model: string, given: ProfileOptions): Promise<void> {
  const options = completeMeasuring(given, profileRounds);
  if (!backends[options.device].precisions.includes(options.precision))
    throw new UserError('--precision f16 is for WebGPU; the CPU computes in float32. Leave --device cpu out');
  const { stages } = chooseExport(await readNetworks(model), options.export, model);
  const record = await readRecord(model);
  try {
    const profile = await profilers[options.device](stages, record, options);
    const { summary: _, ...data } = profile;
    process.stdout.write(options.json ? `${JSON.stringify(data, null, 2)}\n` : printProfile(profile));
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(`${model}: ${(error as Error).message}`);
  }
}
