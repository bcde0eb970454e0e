import { buildWebGpuPlan, softwareWebgpuTarget, webgpuTarget } from '@resnet-compile/backend-webgpu';
import { candidatesFor, compile, productName, productOf, type Product, type Schedule } from '@resnet-compile/compiler';
import type { Network } from '@resnet-compile/dsl';
import type { KernelProgram, Target } from '@resnet-compile/ir';
import { findAdapter, isSoftware, timeDispatches } from '@resnet-compile/runtime';
import { productProgram } from './product-program.ts';
import { readModels } from './read-models.ts';
import { readRecord, recordPath } from './tuning-file.ts';
import { UserError } from './user-error.ts';
import { writeFiles } from './write-files.ts';

export interface TuneOptions {
  readonly batch: number;
  readonly rounds: number;
}

/** `resnet-compile tune model.ts`: measures every schedule of every product on this machine's adapter. */
export async function tuneCommand(model: string, { batch, rounds }: TuneOptions): Promise<void> {
  for (const [name, value] of [['batch', batch], ['rounds', rounds]] as const) {
    if (!(Number.isSafeInteger(value) && value > 0)) throw new UserError(`--${name} is ${value}; expected a positive whole number`);
  }
  const { exports } = await readModels(model);
  const record = await readRecord(model);
  const { gpu, adapter } = await findAdapter(undefined).catch((error: Error) => {
    throw new UserError(error.message);
  });
  const target = isSoftware(adapter) ? softwareWebgpuTarget : webgpuTarget;
  const products = new Map(exports.flatMap(({ network }) => productsOf(network, target)).map((product) => [productName(product), product]));
  process.stdout.write(`${products.size} products on ${[adapter.info.vendor, adapter.info.architecture, adapter.info.device].filter(Boolean).join(' ')}, scheduled for ${target.name}\n`);
  const measured: Record<string, Schedule> = {};
  for (const [name, product] of products) {
    const times: { readonly schedule: Schedule; readonly milliseconds: number }[] = [];
    for (const schedule of candidatesFor(product, target.costs!, target.vector)) {
      const dispatches = await timeDispatches(buildWebGpuPlan(productProgram(product, schedule, target)), await findAdapter(gpu), { batch, rounds });
      times.push({ schedule, milliseconds: dispatches.reduce((sum, time) => sum + time, 0) });
    }
    const best = times.reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a));
    measured[name] = best.schedule;
    process.stdout.write(`${name}: ${describe(best.schedule)}, ${best.milliseconds.toFixed(2)} ms; the slowest of ${times.length} took ${Math.max(...times.map(({ milliseconds }) => milliseconds)).toFixed(2)} ms\n`);
  }
  const path = recordPath(model);
  await writeFiles(new Map([[path, `${JSON.stringify({ ...record, [target.name]: { ...record[target.name], ...measured } }, null, 2)}\n`]]));
  process.stdout.write(`wrote ${path}: resnet-compile ${model} uses it from now on\n`);
}

const describe = ({ winograd, workgroup, tile }: Schedule): string => `${winograd === undefined ? 'direct' : `Winograd F(${winograd}×${winograd}, 3×3)`}, ${tile.pixels}×${tile.channels} per invocation${workgroup ? ', in workgroup memory' : ''}`;

/** The convolutions and matrix products of a network, before their schedules are chosen. */
function productsOf(network: Network, target: Target): readonly Product[] {
  let fused: KernelProgram | undefined;
  const compiled = compile(network, { name: 'tuned', target, onPass: ({ pass, input }) => {
    if (pass.name === 'choose-schedules') fused = input as KernelProgram;
  } });
  if ('problems' in compiled) throw new UserError(`the network does not compile: run resnet-compile to see why`);
  const shapes = new Map(fused!.buffers.map(({ id, shape }) => [id, shape]));
  return fused!.kernels.flatMap((kernel) => ('weights' in kernel.core ? [productOf(kernel, shapes.get(kernel.core.input)!)] : [])).filter((product) => product !== undefined);
}
