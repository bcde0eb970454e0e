import { buildWebGpuPlan } from '@resnet-compile/backend-webgpu';
import type { Precision } from '@resnet-compile/plan/webgpu';
import { schedulesFor, type TuningRecord } from '@resnet-compile/compiler';
import { backends, type Stages } from '@resnet-compile/driver';
import { findAdapter, isSoftware, timeDispatches } from '@resnet-compile/runtime';
import type { Profile } from './profile.ts';

/** Times every kernel on this machine's adapter, by its own clock. */
export async function profileWebGpu(
  stages: Stages,
  record: TuningRecord,
  { batch, rounds, precision }: { readonly batch: number; readonly rounds: number; readonly precision: Precision },
): Promise<Profile> {
  const found = await findAdapter(undefined);
  const [hardware, software = hardware] = backends.webgpu.inference.targets({ precision, softwareGpu: true });
  const target = isSoftware(found.adapter) ? software : hardware;
  const program = stages.program('inference', { target, schedules: schedulesFor(record, target) });
  const plan = buildWebGpuPlan(program);
  const origins = new Map(program.kernels.map(({ name: kernel, origin }) => [kernel, origin]));
  const times = await timeDispatches(plan, found, { batch, rounds });
  const milliseconds = times.reduce((sum, time) => sum + time, 0);
  return {
    kernels: plan.dispatches.map((dispatch, index) => ({
      name: dispatch.name,
      milliseconds: times[index] ?? NaN,
      origin: origins.get(dispatch.name) ?? {},
    })),
    milliseconds,
    conditions: { device: 'webgpu', batch, rounds, precision, target: target.name },
    summary: [
      `${milliseconds.toFixed(3)} ms in ${times.length} kernels, batch ${batch}, the least of ${rounds} rounds each, scheduled for ${target.name}`,
    ],
  };
}
