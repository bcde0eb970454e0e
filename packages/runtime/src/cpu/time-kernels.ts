import { itemOf, planPrepare, type ParameterDeclaration, type PrepareStep } from '@resnet-compile/ir';
import type { CompiledModule } from '../compiled-module.ts';
import { initialValue } from '../initial-state.ts';
import type { LoadOptions } from '../load-options.ts';
import { writeImages } from '../maps.ts';
import { prepareState } from '../prepare.ts';
import { ForkJoin } from '../threads/fork-join.ts';
import { unsliced } from '../slices.ts';
import { oneThread, startThreads, type ThreadStart } from '../threads/thread-pool.ts';
import { nodeThreads } from '../workers/host.ts';
import { onOpening } from '../workers/host-worker.ts';
import { serverOf } from '../workers/serve.ts';
import { clear } from './clear.ts';
import type { CpuPart } from './cpu-part.ts';
import type { CpuProgram } from './cpu-program.ts';
import { applyV8Flags } from './host-features.ts';
import { bindPrograms, makeShared, tasksOf, type SharedPrograms } from './start-programs.ts';

export interface TimedProgram extends CpuPart {
  readonly parameters: readonly ParameterDeclaration[];
  readonly prepare: readonly PrepareStep[];
  /** The kernel that each call belongs to. */
  readonly kernelOf: readonly number[];
}

export interface TimingOptions {
  readonly batch: number;
  readonly threads: number;
  readonly rounds: number;
  readonly v8Flags: LoadOptions['v8Flags'];
}

/** Both JavaScript and WebAssembly are compiled for speed only when hot. */
const warmUp = { rounds: 5, milliseconds: 1000 };

/**
 * Milliseconds of each kernel of inference programs on this host: by program, kernel and round. They are timed within whole
 * runs, so that each finds in the caches what a user's would; the programs take turns, so that a slower moment is
 * everybody's. Weights are a network's initial ones.
 */
export async function timeKernels(
  timed: readonly TimedProgram[],
  { batch, threads, rounds, v8Flags }: TimingOptions,
): Promise<readonly (readonly (readonly number[])[])[]> {
  applyV8Flags(v8Flags);
  const shared = await Promise.all(
    timed.map(async ({ plan, code }): Promise<Part> => ({
      plan,
      code,
      shared: await makeShared([{ plan, code }], { thread: 0, threads }, batch),
    })),
  );
  const programs = programsOf(shared, 0, threads);
  const pool =
    threads === 1
      ? oneThread
      : await startThreads(ownThreads, threads, shared.map(withoutCode), tasksOf(programs), unsliced);
  const running = programs.map((program, index) => {
    const given = itemOf(timed, index);
    const times = Array.from({ length: Math.max(...given.kernelOf) + 1 }, () =>
      Array.from({ length: rounds }, () => 0),
    );
    return { program, given, times };
  });
  try {
    for (const { program, given } of running) fill(program, given, batch);
    const images = Float32Array.from(
      {
        length:
          batch *
          Math.max(
            ...timed.map(
              ({
                plan: {
                  input: { shape },
                },
              }) => shape[0] * shape[1] * shape[2],
            ),
          ),
      },
      (_, index) => Math.sin(index),
    );
    const run = async (program: CpuProgram, see: (call: number, milliseconds: number) => void): Promise<void> => {
      const { input } = program.plan;
      if (input.clear) clear(input.clear, 0, batch, batch, program.floats(batch));
      writeImages(input, images, batch, program.floats(batch));
      let [call, before] = [0, performance.now()];
      await program.run(batch, pool, undefined, () => {
        const now = performance.now();
        see(call++, now - before);
        before = performance.now();
      });
    };
    const start = performance.now();
    for (let round = 0; round < warmUp.rounds || performance.now() - start < warmUp.milliseconds; round++)
      for (const program of programs) await run(program, () => undefined);
    for (let round = 0; round < rounds; round++) {
      for (const {
        program,
        given: { kernelOf },
        times,
      } of running)
        await run(program, (call, milliseconds) => {
          const ofKernel = itemOf(times, itemOf(kernelOf, call));
          ofKernel[round] = itemOf(ofKernel, round) + milliseconds;
        });
    }
    return running.map(({ times }) => times);
  } finally {
    await pool.dispose();
  }
}

function fill(program: CpuProgram, { parameters, prepare }: TimedProgram, batch: number): void {
  program.reserve(batch);
  program.pack(
    prepareState(
      planPrepare(prepare),
      new Map(parameters.map((parameter) => [parameter.name, initialValue(parameter, 0)])),
    ),
  );
}

interface Part extends CpuPart {
  readonly shared: SharedPrograms;
}

/** As threads get it, which are given the kernels compiled. */
const withoutCode = (part: Part): Part => ({ ...part, code: {} });

const programsOf = (parts: readonly Part[], thread: number, threads: number): readonly CpuProgram[] =>
  parts.map(({ shared, ...part }) => bindPrograms([part], shared, { thread, threads })[0]);

/** This file is its own threads' module, as a compiled one is. */
const id = 'resnet-compile timing';
const ownThreads = { origin: { id, url: import.meta.url } } as CompiledModule;
if (nodeThreads()?.workerData === import.meta.url)
  onOpening(
    id,
    serverOf(
      {
        network: () => Promise.reject(new Error('only kernels are timed here')),
        thread: (_, { thread, threads, words, shared }: ThreadStart<readonly Part[]>) => {
          const forkJoin = new ForkJoin(words, threads, tasksOf(programsOf(shared, thread, threads)));
          return () => forkJoin.join(thread);
        },
      },
      (module) => module,
    ),
  );
