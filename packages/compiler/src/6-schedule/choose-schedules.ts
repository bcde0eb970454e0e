import { idsBeside, trains, type BufferDeclaration, type Kernel, type KernelProgram } from '@resnet-compile/ir';
import type { Pass, ScheduleContext } from '../pass.ts';
import { estimateCost } from './estimate-cost.ts';
import { candidatesFor, productOf, type Schedule } from './schedule.ts';
import { winogradKernels } from './winograd-kernels.ts';

/**
 * Chooses, where the target has costs, the algorithm, the memory and the register tile of every convolution and matrix product: what
 * was measured to be best, else what has the lowest estimate. A convolution after Winograd becomes three kernels.
 */
export const chooseSchedules: Pass<KernelProgram, KernelProgram, ScheduleContext> = {
  name: 'choose-schedules',
  summary: "chooses direct or Winograd's convolution and the register tile, by estimated time",
  run: (program, { target: { costs, vector, supports }, schedules }) => {
    if (!costs) return program;
    const shapes = new Map(program.buffers.map(({ id, shape }) => [id, shape]));
    const buffers: BufferDeclaration[] = [];
    const ids = idsBeside(program);
    const kernels = program.kernels.flatMap((kernel): readonly Kernel[] => {
      const input = shapes.get(kernel.core.reads[0]?.buffer ?? '');
      const product = input && productOf(kernel, input);
      if (!product) return [kernel];
      // Where parameters are trained, filters would have to be transformed anew each time.
      const mayTransform =
        kernel.core.kind === 'convolution' && !trains(program) && supports.cores.includes('winograd_product');
      const candidates = candidatesFor(product, costs, vector).filter(
        ({ winograd }) => winograd === undefined || mayTransform,
      );
      const { winograd, workgroup, tile } =
        measured(schedules?.(product), candidates) ??
        cheapest(candidates, (schedule) => estimateCost(product, schedule, costs));
      const placed = { ...tile, block: tile.pixels, ...(workgroup ? { workgroup } : {}) };
      if (winograd === undefined) return [{ ...kernel, tile: placed }];
      const made = winogradKernels(kernel, input, winograd, placed, ids);
      buffers.push(...made.buffers);
      return made.kernels;
    });
    return { ...program, buffers: [...program.buffers, ...buffers], kernels };
  },
};

const cheapest = (candidates: readonly Schedule[], cost: (schedule: Schedule) => number): Schedule =>
  candidates
    .map((schedule) => ({ schedule, cost: cost(schedule) }))
    .reduce((best, other) => (other.cost < best.cost ? other : best)).schedule;

/** A record may be older than the candidates. */
const measured = (schedule: Schedule | undefined, candidates: readonly Schedule[]): Schedule | undefined =>
  candidates.find(
    ({ winograd, workgroup, tile }) =>
      winograd === schedule?.winograd &&
      workgroup === schedule?.workgroup &&
      tile.pixels === schedule?.tile.pixels &&
      tile.channels === schedule?.tile.channels,
  );
