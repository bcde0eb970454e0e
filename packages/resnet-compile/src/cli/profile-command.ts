import { buildWebGpuPlan, softwareWebgpuTarget, webgpuTarget, type Precision } from '@resnet-compile/backend-webgpu';
import { schedulesFor } from '@resnet-compile/compiler';
import { findAdapter, isSoftware, timeDispatches } from '@resnet-compile/runtime';
import { chooseExport } from './choose-export.ts';
import { programFor } from './compile-module.ts';
import { readModels } from './read-models.ts';
import { readRecord } from './tuning-file.ts';
import { UserError } from './user-error.ts';

export interface ProfileOptions {
  readonly export?: string;
  readonly batch: number;
  readonly precision: Precision;
  readonly rounds: number;
}

/** `resnet-compile profile model.ts`: what each kernel takes on this machine's adapter, and which layer it comes from. */
export async function profileCommand(model: string, { export: wanted, batch, precision, rounds }: ProfileOptions): Promise<void> {
  for (const [name, value] of [['batch', batch], ['rounds', rounds]] as const) {
    if (!(Number.isSafeInteger(value) && value > 0)) throw new UserError(`--${name} is ${value}; expected a positive whole number`);
  }
  const { name, network } = chooseExport((await readModels(model)).exports, wanted, model);
  const record = await readRecord(model);
  try {
    const found = await findAdapter(undefined);
    const target = isSoftware(found.adapter) ? softwareWebgpuTarget : webgpuTarget;
    const program = programFor(network, name, target, { schedules: schedulesFor(record, target) });
    const plan = buildWebGpuPlan(program, precision);
    const origins = new Map(program.kernels.map(({ name: kernel, origin }) => [kernel, origin]));
    const times = await timeDispatches(plan, found, { batch, rounds });
    const total = times.reduce((sum, time) => sum + time, 0);
    const rows = plan.dispatches.map((dispatch, index) => {
      const { path, file, line, column } = origins.get(dispatch.name) ?? {};
      const place = file === undefined ? '' : [file, line, column].filter((part) => part !== undefined).join(':');
      return [times[index]!.toFixed(3), `${((100 * times[index]!) / total).toFixed(1)} %`, dispatch.name, path ?? '', place];
    });
    const table = [['ms', 'share', 'kernel', 'layer', 'place'], ...rows];
    const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
    for (const row of table) process.stdout.write(`${row.map((cell, column) => (column < 2 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join('  ').trimEnd()}\n`);
    process.stdout.write(`${total.toFixed(3)} ms in ${rows.length} kernels, batch ${batch}, the least of ${rounds} rounds each, scheduled for ${target.name}\n`);
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(`${model}: ${(error as Error).message}`);
  }
}
