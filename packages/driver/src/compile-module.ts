import { schedulesFor, type TuningRecord } from '@resnet-compile/compiler';
import { itemOf } from '@resnet-compile/ir';
import { describeModel } from '@resnet-compile/module';
import { boolean, checkOptions, isOptions, kind, oneOf, type Kinds } from '@resnet-compile/options';
import { precisions } from '@resnet-compile/plan/webgpu';
import { each, type BackendOptions } from '@resnet-compile/plan/backend';
import { backendsFor, targetNames, type TargetName } from './backends.ts';
import { CannotCompile } from './cannot-compile.ts';
import { compiledNetwork, summarize, type CompiledNetwork } from './compiled-network.ts';
import type { Stages } from './stages-of.ts';

export interface ModuleOptions extends BackendOptions {
  /** The only one; by default, the module holds a program for the CPU and one for WebGPU. */
  readonly target?: TargetName;
  /** Schedules that were measured. */
  readonly record?: TuningRecord;
}

const kinds: Kinds<ModuleOptions> = {
  target: oneOf(targetNames),
  precision: oneOf(precisions),
  softwareGpu: boolean,
  record: kind('a record, as parseTuningRecord reads it', isOptions),
};

/** The module that runs a network. @throws {CannotCompile} where the target has nothing of that precision. */
export function compileModule(stages: Stages, given: ModuleOptions = {}): CompiledNetwork {
  checkOptions('compileModule', given, kinds);
  const { target, record = {}, ...options } = given;
  const chosen = backendsFor(target);
  const { precision } = options;
  if (precision && !chosen.some(({ precisions: of }) => of.includes(precision)))
    throw new CannotCompile(
      `${stages.name}: nothing is stored as ${precision} on the target ${target}. Leave one of them out.`,
    );
  const made = chosen.map(({ device, inference }) => {
    const programs = each(inference.targets(options), (machine) =>
      stages.program('inference', { target: machine, schedules: schedulesFor(record, machine) }),
    );
    const [program] = programs;
    const model = describeModel(stages.graph, program, stages.network.explain);
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
