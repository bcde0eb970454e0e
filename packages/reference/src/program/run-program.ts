import { found, identityView, type Dtype, type KernelProgram, type StepKind } from '@resnet-compile/ir';
import { boolean, checkOptions } from '@resnet-compile/options';
import { copyMap, featureMap, viewed } from '../feature-map.ts';
import { stored } from '../rounding.ts';
import { expectImages, targetsOf, type RunInputs } from '../run-inputs.ts';
import { extentOf, type Values } from '../values.ts';
import { arenaMemory } from './arena-memory.ts';
import type { Memory } from './memory.ts';
import { prepare } from './prepare.ts';
import { separateMemory } from './separate-memory.ts';
import { runCore } from './run-cores.ts';
import { runSteps, type RunStep, type StepContext } from './run-steps.ts';

/**
 * A program's output for a batch of images, in float64 and at its logical level: layouts, placements and tiles are
 * ignored, but for Winograd's algorithm where a tile has it; the images may be any batch. A vector comes as N×C, a map as N×C×H×W.
 *
 * @throws {Error} where the images or the state do not fit the program.
 */
export const runProgram = (program: KernelProgram, run: RunInputs): Values =>
  interpret(program, run, memoryOf(program, run)).output;

/**
 * The same through the program's layouts and placements, in one arena: convolutions read their padding from the halo,
 * buffers overwrite each other where the plan lets them. A wrong plan shows as a wrong result, mostly as NaN.
 *
 * @throws {Error} as {@link runProgram}, and for a buffer without layout or placement.
 */
export const runPlacedProgram = (program: KernelProgram, run: RunInputs): Values =>
  interpret(program, run, memoryOf(program, run, { placed: true })).output;

interface PlacedOption {
  readonly placed?: boolean;
}

const memoryOf = (program: KernelProgram, { images }: RunInputs, { placed = false }: PlacedOption = {}): Memory =>
  (placed ? arenaMemory : separateMemory)(program, extentOf(images, 0));

/** All that a program hands on: taps by the paths of their layers, and results (`loss`, `correct`, `gradient NAME`, `statistic NAME`). */
export interface ProgramOutputs {
  readonly output: Values;
  readonly taps: ReadonlyMap<string, Values>;
  readonly results: ReadonlyMap<string, Values>;
}

/** A program's output, taps and results, logically or, with `placed`, through its memory plan. */
export function runWholeProgram(program: KernelProgram, run: RunInputs, options: PlacedOption = {}): ProgramOutputs {
  checkOptions('runWholeProgram', options, { placed: boolean });
  return interpret(program, run, memoryOf(program, run, options));
}

function interpret(program: KernelProgram, run: RunInputs, memory: Memory): ProgramOutputs {
  expectImages(run.images, program.buffers.find(({ id }) => id === program.input)?.shape ?? []);
  const tensors = new Map(prepare(program, run));
  const types = new Map(program.prepare.map(({ id, dtype }) => [id, dtype]));
  const typeOf = (id: string): Dtype => types.get(id) ?? 'f32';
  const tensor = (id: string): Values => found(tensors, id);
  const loaded = (id: string): Values => stored(tensor(id), typeOf(id));
  const context: StepContext = { prepared: loaded, mapOf: memory.mapOf, randomness: run.randomness };
  const batch = extentOf(run.images, 0);

  const off = (values: Values): Values => (run.off ? { shape: values.shape, data: values.data.map(run.off) } : values);

  memory.begin(-1);
  copyMap(featureMap(run.images), memory.mapOf(program.input));
  if (program.targets !== undefined) copyMap(featureMap(targetsOf(run)), memory.mapOf(program.targets));
  program.kernels.forEach((kernel, at) => {
    memory.begin(at);
    const { core, shape, epilogue, tile } = kernel;
    const reads = core.reads.map(({ buffer }) => memory.mapOf(buffer));
    const { value: made, results = [] } = runCore(core, {
      batch,
      shape,
      reads,
      // Winograd's filters are stored transformed.
      tensors: core.tensors.map(core.kind === 'winograd_product' ? tensor : loaded),
      transformedType: typeOf(core.tensors[0] ?? ''),
      tile,
    });
    for (const [index, id] of core.results.entries()) {
      const result = results[index];
      if (result) tensors.set(id, off(result));
    }
    const value = made && off(made);
    if (value)
      epilogue.reduce(
        (running, step) => off((runSteps[step.kind] as RunStep<StepKind>)(step as never, running, context)),
        value,
      );
    memory.end(at);
  });
  const valuesOf = (id: string): Values => withoutUnitMap(viewed(memory.mapOf(id), identityView));
  return {
    output: valuesOf(program.output),
    taps: new Map(program.taps.map(({ name, buffer }) => [name, valuesOf(buffer)])),
    results: new Map(program.results.map(({ name, tensor: id }) => [name, tensor(id)])),
  };
}

/** N×C×1×1 as N×C: a program does not tell the two apart. */
const withoutUnitMap = ({ shape: [batch = 1, channels = 1, ...map], data }: Values): Values => ({
  shape: map.every((extent) => extent === 1) ? [batch, channels] : [batch, channels, ...map],
  data,
});
