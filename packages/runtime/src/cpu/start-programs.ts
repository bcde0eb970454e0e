import { itemOf } from '@resnet-compile/ir';
import type { CpuPlan } from '@resnet-compile/plan/cpu';
import type { CompiledModule, CpuModule } from '../compiled-module.ts';
import type { Loading } from '../load-options.ts';
import { ForkJoin, type Task } from '../threads/fork-join.ts';
import { unsliced, type Slices } from '../slices.ts';
import { callersThread, startThreads, type ThreadPool, type ThreadStart } from '../threads/thread-pool.ts';
import { canShareMemory, isPage } from '../workers/host.ts';
import { largestBatchOnCpu } from '@resnet-compile/plan/memory';
import type { CpuPart } from './cpu-part.ts';
import { CpuProgram, pagesOf, type ProgramMemory } from './cpu-program.ts';
import { applyV8Flags } from './host-features.ts';
import { bindKernels, compileKernels, type CompiledKernels } from './kernels.ts';
import { createMemory, createSharedMemory, largestMemory, memoryOver, page, type KernelMemory } from './memory.ts';
import type { Seat } from './seat.ts';

interface WithTasks {
  readonly tasks: readonly Task[];
}

type Parts = readonly CpuPart[];
type ProgramsOf<Of extends Parts> = { readonly [Index in keyof Of]: CpuProgram<Of[Index]['plan']> };

/** What threads do: programs, that of inference first, and between their runs work for the host, as the update of a training step. */
export interface Work<Of extends Parts = Parts, Host extends WithTasks = WithTasks> {
  readonly parts: Of;
  /** Of the host's memory. */
  readonly bytes: number;
  /** In every thread, over the same buffer. */
  readonly start: (programs: ProgramsOf<Of>, buffer: ArrayBufferLike) => Host;
}

/** A network that predicts has nothing to do for the host. */
export const inferenceWork = ({ cpu }: CpuModule): Work<readonly [CpuPart]> => ({
  parts: [cpu],
  bytes: 0,
  start: () => ({ tasks: [] }),
});

/** What the threads of programs share: a memory, which the programs use in turn, and each program's kernels. */
export interface SharedPrograms {
  readonly memory: KernelMemory | SharedArrayBuffer;
  readonly kernels: readonly CompiledKernels[];
}

/** What the threads of a module share. */
interface Shared {
  readonly programs: SharedPrograms;
  readonly host: ArrayBufferLike;
}

interface Started<Of extends Parts, Host> {
  readonly programs: ProgramsOf<Of>;
  readonly host: Host;
  readonly pool: ThreadPool;
}

/** Makes a module's programs ready, and the host's work, on as many threads as there may be. */
export async function startPrograms<const Of extends Parts, Host extends WithTasks>(
  module: CompiledModule,
  { threads = 1, v8Flags, worker }: Loading,
  work: Work<Of, Host>,
  slices: Slices,
): Promise<Started<Of, Host>> {
  applyV8Flags(v8Flags);
  const { name } = module.model;
  if (threads > 1) {
    // Where a page's thread computes since no worker started, that was said.
    if (!canShareMemory()) {
      if (!isPage() || worker === false) warnOfOneThread(name, threads, whyNotShared());
    } else {
      try {
        return await startShared(module, threads, work, slices);
      } catch (error) {
        warnOfOneThread(name, threads, (error as Error).message);
      }
    }
  }
  const { parts } = work;
  const programs = bindPrograms(parts, await makeShared(parts, alone), { ...alone, inSlices: slices !== unsliced });
  return { programs, host: work.start(programs, new ArrayBuffer(work.bytes)), pool: callersThread(slices) };
}

async function startShared<const Of extends Parts, Host extends WithTasks>(
  module: CompiledModule,
  threads: number,
  { parts, bytes, start }: Work<Of, Host>,
  slices: Slices,
): Promise<Started<Of, Host>> {
  const seat = { thread: 0, threads };
  const shared: Shared = { programs: await makeShared(parts, seat), host: new SharedArrayBuffer(bytes) };
  const programs = bindPrograms(parts, shared.programs, seat);
  const host = start(programs, shared.host);
  return {
    programs,
    host,
    pool: await startThreads(module, threads, shared, [...tasksOf(programs), ...host.tasks], slices),
  };
}

/** A program for the caller's thread alone. */
export const loadProgram = async <Plan extends CpuPlan>(part: CpuPart<Plan>): Promise<CpuProgram<Plan>> =>
  bindPrograms([part], await makeShared([part], alone), alone)[0];

const alone: Seat = { thread: 0, threads: 1 };

/** In a worker that is a thread of this module: makes ready to work, as long as there is work. */
export function joinThread<const Of extends Parts>(
  { parts, start }: Work<Of>,
  { thread, threads, words, shared }: ThreadStart<Shared>,
): () => never {
  const programs = bindPrograms(parts, shared.programs, { thread, threads });
  const forkJoin = new ForkJoin(words, threads, [...tasksOf(programs), ...start(programs, shared.host).tasks]);
  return () => forkJoin.join(thread);
}

/** @param batch the largest of a run; by default a program's own, and of a step any that there is room for */
export async function makeShared(parts: readonly CpuPart[], seat: Seat, batch?: number): Promise<SharedPrograms> {
  const shared = seat.threads > 1;
  const kernels = await Promise.all(parts.map(({ code }) => compileKernels(code, { shared })));
  const largest = (pages: (plan: CpuPlan) => number): number => Math.max(...parts.map(({ plan }) => pages(plan)));
  const extent = {
    initial: largest((plan) => pagesOf(plan, 1, seat)),
    most: largest((plan) => mostPages(plan, seat, batch)),
  };
  const inJavaScript = kernels.every(({ wasm }) => !wasm);
  return { memory: shared ? createSharedMemory(extent, inJavaScript) : createMemory(extent, inJavaScript), kernels };
}

const mostPages = (plan: CpuPlan, seat: Seat, batch = plan.results ? Infinity : largestBatchOnCpu(plan)): number =>
  Number.isFinite(batch) ? Math.min(largestMemory / page, pagesOf(plan, batch, seat)) : largestMemory / page;

export function bindPrograms<const Of extends Parts>(
  parts: Of,
  { memory, kernels }: SharedPrograms,
  seat: Seat,
): ProgramsOf<Of> {
  const home: ProgramMemory = { memory: memoryOver(memory) };
  // As many as there are parts, which `map` forgets.
  return parts.map(
    ({ plan, code, steps }, index) =>
      new CpuProgram(plan, bindKernels(code, itemOf(kernels, index)), home, seat, steps),
  ) as readonly CpuProgram[] as ProgramsOf<Of>;
}

export const tasksOf = (programs: readonly CpuProgram[]): readonly Task[] => programs.flatMap(({ tasks }) => tasks);

const warned = new Set<string>();

function warnOfOneThread(name: string, wanted: number, why: string): void {
  if (!warned.has(name)) console.warn(`${name}: one thread instead of ${wanted}: ${why}`);
  warned.add(name);
}

const whyNotShared = (): string =>
  isPage()
    ? 'the thread of a page may not wait for others; leave worker: false out'
    : 'memory cannot be shared here. A page needs the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.';
