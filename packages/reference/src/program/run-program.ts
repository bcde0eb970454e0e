import { identityView, type Core, type EpilogueStep, type KernelProgram } from '@resnet-compile/ir';
import { copyMap, featureMap, viewed } from '../feature-map.ts';
import { expectImages, type RunInputs } from '../run-inputs.ts';
import type { Values } from '../values.ts';
import { arenaMemory } from './arena-memory.ts';
import type { Memory } from './memory.ts';
import { prepare } from './prepare.ts';
import { separateMemory } from './separate-memory.ts';
import { runCores, type RunCore } from './run-cores.ts';
import { runSteps, type RunStep, type StepContext } from './run-steps.ts';

/**
 * A program's output for a batch of images, in float64 and at its logical level: layouts, placements and tiles are
 * ignored, the images may be any batch. A vector comes as N×C, a map as N×C×H×W.
 *
 * @throws {Error} where the images or the state do not fit the program.
 */
export const runProgram = (program: KernelProgram, run: RunInputs): Values => interpret(program, run, separateMemory(program, run.images.shape[0]!));

/**
 * The same through the program's layouts and placements, in one arena: convolutions read their padding from the halo,
 * buffers overwrite each other where the plan lets them. A wrong plan shows as a wrong result, mostly as NaN.
 *
 * @throws {Error} as {@link runProgram}, and for a buffer without layout or placement.
 */
export const runPlacedProgram = (program: KernelProgram, run: RunInputs): Values => interpret(program, run, arenaMemory(program, run.images.shape[0]!));

function interpret(program: KernelProgram, run: RunInputs, memory: Memory): Values {
  expectImages(run.images, program.buffers.find(({ id }) => id === program.input)!.shape);
  const tensors = prepare(program, run);
  const context: StepContext = { prepared: (id) => tensors.get(id)!, mapOf: memory.mapOf };

  memory.begin(-1);
  copyMap(featureMap(run.images), memory.mapOf(program.input));
  program.kernels.forEach(({ core, epilogue }, at) => {
    memory.begin(at);
    let running = (runCores[core.kind] as RunCore<Core['kind']>)(core, memory.mapOf(core.input), context.prepared);
    for (const step of epilogue) running = (runSteps[step.op] as RunStep<EpilogueStep['op']>)(step, running, context);
    memory.end(at);
  });
  return withoutUnitMap(viewed(memory.mapOf(program.output), identityView));
}

/** N×C×1×1 as N×C: a program does not tell the two apart. */
const withoutUnitMap = ({ shape: [batch, channels, ...map], data }: Values): Values =>
  ({ shape: map.every((extent) => extent === 1) ? [batch!, channels!] : [batch!, channels!, ...map], data });
