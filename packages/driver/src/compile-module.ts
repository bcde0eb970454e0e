import { schedulesFor, type TuningRecord } from '@resnet-compile/compiler';
import { itemOf, type Target } from '@resnet-compile/ir';
import { describeModel } from '@resnet-compile/module';
import type { BackendOptions } from './backend.ts';
import { backendsFor, type TargetName } from './backends/index.ts';
import { compiledNetwork, summarize, type CompiledNetwork } from './compiled-network.ts';
import type { Stages } from './stages-of.ts';

export interface ModuleOptions extends BackendOptions {
  /** The only one; by default, the module holds a program for the CPU and one for WebGPU. */
  readonly target?: TargetName;
  /** Schedules that were measured. */
  readonly record?: TuningRecord;
}

/** The module that runs a network. */
export function compileModule(
  stages: Stages,
  { target, record = {}, ...options }: ModuleOptions = {},
): CompiledNetwork {
  const made = backendsFor(target).map(({ device, inference }) => {
    const programFor = (machine: Target) =>
      stages.program('inference', { target: machine, schedules: schedulesFor(record, machine) });
    const [first, ...others] = inference.targets(options);
    const program = programFor(first);
    const programs = [program, ...others.map(programFor)] as const;
    const model = describeModel(stages.graph, program);
    return { device, program, model, emitted: inference.emit(programs, model) };
  });
  const { model, program, emitted } = itemOf(made, 0);
  return compiledNetwork(
    {
      model,
      prepare: program.prepare,
      ...Object.fromEntries(made.map(({ device, emitted: { part } }) => [device, part])),
    },
    summarize(model, stages.graph, program, emitted),
  );
}
