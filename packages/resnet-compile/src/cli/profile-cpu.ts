import { carryShapes, cpuTarget, peakProgram } from '@resnet-compile/backend-cpu';
import { schedulesFor, type TuningRecord } from '@resnet-compile/compiler';
import type { Kernel, KernelProgram } from '@resnet-compile/ir';
import type { Stages } from '@resnet-compile/driver';
import { joinsVectors, timeKernels, type TimingOptions } from '@resnet-compile/runtime';
import { costOf, type KernelCost } from './kernel-cost.ts';
import { median } from './median.ts';
import type { KernelProfile, Profile } from './profile.ts';
import { timedProgram } from './timed-program.ts';

/** Times every kernel on this host's CPU, and beside them how fast it multiplies and adds at all. */
export async function profileCpu(stages: Stages, record: TuningRecord, options: TimingOptions): Promise<Profile> {
  const program = stages.program('inference', { target: cpuTarget, schedules: schedulesFor(record, cpuTarget) });
  const { plan, emit, multiplyAdds } = peakProgram();
  const [peakTimes = [], times = []] = await timeKernels(
    [
      { plan, code: { shapes: carryShapes([]), emit }, parameters: [], prepare: [], kernelOf: [0] },
      timedProgram(program),
    ],
    options,
  );
  const peak = gigaflops(multiplyAdds * options.batch, median(peakTimes.flat()));
  const measured = program.kernels.map((kernel, index) => ({
    kernel,
    cost: costOf(kernel, program, options.batch),
    milliseconds: median(times[index] ?? []),
  }));
  const total = measured.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const mean = gigaflops(
    measured.reduce((sum, { cost }) => sum + cost.multiplyAdds, 0),
    total,
  );
  const kernels = measured.map(({ kernel, cost, milliseconds }) =>
    profileOf(kernel, program, cost, { milliseconds, mean, peak }),
  );
  const { batch, threads, rounds } = options;
  return {
    kernels,
    milliseconds: total,
    conditions: {
      device: 'cpu',
      batch,
      threads,
      rounds,
      bits: joinsVectors() ? 256 : 128,
      gigaflops: mean,
      peakGigaflops: peak,
    },
    summary: [
      `${total.toFixed(3)} ms in ${kernels.length} kernels, batch ${batch}, ${threads} ${threads === 1 ? 'thread' : 'threads'}, ${joinsVectors() ? '256' : '128'} bits, medians of ${rounds} rounds`,
      `${mean.toFixed(1)} GFLOP/s of the direct method's arithmetic; multiplying and adding in registers reaches ${peak.toFixed(1)}. < marks less than half of the mean`,
    ],
  };
}

function profileOf(
  { name, core, shape, tile, origin }: Kernel,
  { buffers }: KernelProgram,
  cost: KernelCost,
  { milliseconds, mean, peak }: { readonly milliseconds: number; readonly mean: number; readonly peak: number },
): KernelProfile {
  const input = buffers.find(({ id }) => id === core.reads[0]?.buffer);
  const reached = cost.multiplyAdds === 0 ? undefined : gigaflops(cost.multiplyAdds, milliseconds);
  return {
    name,
    milliseconds,
    origin,
    shape: [input?.shape, shape].map((extents) => extents?.join('×') ?? '').join(' → '),
    algorithm: describeCore(core, tile),
    gigabytesPerSecond: cost.bytes / milliseconds / 1e6,
    ...(reached === undefined ? {} : { gigaflops: reached, ofPeak: reached / peak, slow: reached < mean / 2 }),
  };
}

function describeCore(core: Kernel['core'], tile: Kernel['tile']): string {
  if (core.kind !== 'convolution') return core.kind.replaceAll('_', ' ');
  const { kernel, stride, groups } = core.attributes;
  const how = tile?.winograd ? `F(${tile.winograd}×${tile.winograd})` : 'direct';
  return [
    `${kernel.join('×')} ${how}`,
    ...(stride.every((step) => step === 1) ? [] : [`stride ${stride.join('×')}`]),
    ...(groups === 1 ? [] : [`${groups} groups`]),
  ].join(', ');
}

const gigaflops = (multiplyAdds: number, milliseconds: number): number => (2 * multiplyAdds) / milliseconds / 1e6;
