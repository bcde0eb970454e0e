import type { TuningRecord } from '@resnet-compile/compiler';
import type { Stages } from '@resnet-compile/driver';
import type { DeviceName } from '@resnet-compile/plan';
import type { Precision } from '@resnet-compile/plan/webgpu';
import type { Tuned } from './measured-product.ts';
import type { MeasuringOptions } from './measuring-options.ts';
import type { Profile } from './profile.ts';
import type { BuiltExport } from './read-models.ts';

/** How kernels are timed on a device. */
export interface MeasuredDevice {
  profile(
    stages: Stages,
    record: TuningRecord,
    options: MeasuringOptions & { readonly precision: Precision },
  ): Promise<Profile>;
  tune(networks: readonly BuiltExport[], options: MeasuringOptions, say: (line: string) => void): Promise<Tuned>;
  /** Unless told otherwise. */
  readonly rounds: { readonly profile: number; readonly tune: number };
  /** Of the rounds. */
  readonly counts: 'least' | 'median';
}

export const measuredDevices: Readonly<Record<DeviceName, MeasuredDevice>> = {
  webgpu: {
    profile: async (...given) => (await import('./profile-webgpu.ts')).profileWebGpu(...given),
    tune: async (...given) => (await import('./tune-webgpu.ts')).tuneWebGpu(...given),
    rounds: { profile: 5, tune: 3 },
    counts: 'least',
  },
  cpu: {
    profile: async (...given) => (await import('./profile-cpu.ts')).profileCpu(...given),
    tune: async (...given) => (await import('./tune-cpu.ts')).tuneCpu(...given),
    rounds: { profile: 20, tune: 20 },
    counts: 'median',
  },
};

/** For the help of a command. */
export const describeRounds = (command: keyof MeasuredDevice['rounds']): string =>
  Object.entries(measuredDevices)
    .map(([device, { rounds, counts }]) => `${rounds[command]} on ${device}, of which the ${counts} counts`)
    .join('; ');
