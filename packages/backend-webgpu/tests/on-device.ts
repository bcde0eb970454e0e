import { compile, pipeline, schedule as scheduleFor, type ScheduleOptions } from '@resnet-compile/compiler';
import type { Network } from '@resnet-compile/dsl';
import { planPrepare, verifyProgram, type KernelProgram } from '@resnet-compile/ir';
import { runWholeProgram, sensitivity, toState, toValues } from '@resnet-compile/reference';
import { fillState, images, useSoftwareVulkan } from '@resnet-compile/testing';
import { expect } from 'vitest';
// By path: the runtime depends on this package.
import { prepareState } from '../../runtime/src/prepare.ts';
import { findAdapter } from '../../runtime/src/webgpu/find-adapter.ts';
import { createWebGpuEngine } from '../../runtime/src/webgpu/web-gpu-engine.ts';
import type { Precision } from '@resnet-compile/plan/webgpu';
import { buildWebGpuPlan, webgpuHalfTarget, webgpuTarget } from '../src/index.ts';
import { withSharedPipelines } from './shared-pipelines.ts';

await useSoftwareVulkan();
// SwiftShader; where it cannot be set up, every test fails.
const gpu = withSharedPipelines((await findAdapter(undefined)).gpu);
const { adapter } = await findAdapter(gpu);

const hasHalf = adapter.features.has('shader-f16');

/** How values are stored, and how far results may then lie from float64's. */
export interface Stored {
  readonly precision: Precision;
  readonly tolerance: number;
}

export const precisions: readonly (Stored & { readonly name: string; readonly skip: boolean })[] = [
  { name: 'float32', precision: 'f32', tolerance: 1e-5, skip: false },
  // The reference rounds as the device does; but float32 next to a tie may go to the other neighbour, a thousandth away.
  {
    name: hasHalf ? 'float16' : 'float16 (skipped: this adapter has no shader-f16)',
    precision: 'f16',
    tolerance: 1e-3,
    skip: !hasHalf,
  },
];

type State = ReturnType<typeof fillState>;

export function compileForWebGpu(network: Network, target = webgpuTarget): KernelProgram {
  const compiled = compile(network, { name: 'model', target });
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join('\n'));
  return compiled.program;
}

/** Gives a program that was written by hand its schedules, layouts and placements. */
export const schedule = (program: KernelProgram, options: Partial<ScheduleOptions> = {}): KernelProgram =>
  scheduleFor(program, { target: webgpuTarget, ...options });

const chooseTypes = pipeline.schedule.find(({ name }) => name === 'choose-types');

/** A scheduled program with weights and activations stored as that; where they lie in an arena is no matter here. */
export const storedAs = (program: KernelProgram, precision: Precision): KernelProgram =>
  precision === 'f16' ? chooseTypes!.run(program, { target: webgpuHalfTarget }) : program;

/** A program's output for batches of several sizes, one after the other on one engine. */
export const runOnDevice = (
  program: KernelProgram,
  state: State,
  batches: readonly Float32Array[],
): Promise<readonly Float32Array[]> =>
  onDevice(program, async ({ prepare, run }) => {
    await prepare(state);
    const results: Float32Array[] = [];
    for (const batch of batches) results.push(await run(batch));
    return results;
  });

/** A program on the device, given one state after the other. */
export async function onDevice<Result>(
  program: KernelProgram,
  use: (on: {
    prepare(state: State): Promise<void>;
    run(batch: Float32Array): Promise<Float32Array>;
    /** Taps behind the output. */
    runWhole(batch: Float32Array): Promise<readonly Float32Array[]>;
  }) => Promise<Result>,
): Promise<Result> {
  const engine = await createWebGpuEngine(buildWebGpuPlan(program), await findAdapter(gpu));
  const sizeOf = (id: string): number => shapeOf(program, id).reduce((product, extent) => product * extent, 1);
  const compute = async (batch: Float32Array, ids: readonly string[]): Promise<readonly Float32Array[]> => {
    const count = batch.length / sizeOf(program.input);
    const [output, ...taps] = ids.map((id) => new Float32Array(sizeOf(id) * count).fill(NaN));
    await engine.run(batch, count, [output!, ...taps]);
    return [output!, ...taps];
  };
  try {
    return await use({
      prepare: async (state) =>
        engine.prepare(
          prepareState(planPrepare(program.prepare), new Map([...state].map(([name, { data }]) => [name, data]))),
        ),
      run: async (batch) => (await compute(batch, [program.output]))[0]!,
      runWhole: (batch) => compute(batch, [program.output, ...program.taps.map(({ buffer }) => buffer)]),
    });
  } finally {
    engine.dispose();
  }
}

/** A program computes the same on the device as in the reference interpreter: a batch of 3, then of 1, then of 3 others. */
export async function expectAsReference(
  scheduled: KernelProgram,
  { precision, tolerance }: Stored = precisions[0]!,
): Promise<void> {
  const program = storedAs(scheduled, precision);
  verifyProgram(program);
  const state = fillState(program.parameters);
  const shape = shapeOf(program, program.input);
  const batches = [3, 1, 3].map((batch, step) => images(step, [batch, ...shape]));
  await onDevice(program, async ({ prepare, runWhole }) => {
    await prepare(state);
    for (const batch of batches) {
      const [output, ...found] = await runWhole(batch.data);
      const inputs = { images: toValues(batch), state: toState(state) };
      const expected = runWholeProgram(program, inputs);
      for (const [index, [name, { data }]] of [['the output', expected.output] as const, ...expected.taps].entries()) {
        const far = distance([output, ...found][index]!, data);
        if (far < tolerance) continue;
        // What is ill-conditioned may be as far off as float32's roundings of what is given move it.
        const moved = [...sensitivity(program, inputs).values()][index]! / largestOf(data);
        expect(far, name).toBeLessThan(tolerance + moved);
      }
    }
  });
}

/** The worst difference, relative to the largest value; a NaN is no small one. */
export function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found).toHaveLength(expected.length);
  let worst = 0;
  for (let index = 0; index < expected.length; index++) {
    const difference = Math.abs(found[index]! - expected[index]!);
    if (!(difference <= worst)) worst = difference;
  }
  return worst / largestOf(expected);
}

const largestOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);

const shapeOf = ({ buffers }: KernelProgram, id: string): readonly [number, number, number] =>
  buffers.find((buffer) => buffer.id === id)!.shape;
