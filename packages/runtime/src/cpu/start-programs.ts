import type { CpuPlan } from '@resnet-compile/backend-cpu';
import type { CompiledModule } from '../compiled-module.ts';
import type { LoadOptions } from '../load-options.ts';
import { ForkJoin, type Task } from '../threads/fork-join.ts';
import { canShareMemory, serveAsThread } from '../threads/host-worker.ts';
import { oneThread, startThreads, type ThreadPool, type ThreadStart } from '../threads/thread-pool.ts';
import { CpuProgram, initialPages, type Seat } from './cpu-program.ts';
import { applyV8Flags } from './host-features.ts';
import { bindKernels, compileKernels, type CompiledKernels, type CpuCode } from './kernels.ts';

/** A program of a module: its plan and its kernels. */
export interface CpuPart {
  readonly plan: CpuPlan;
  readonly code: CpuCode;
}

/** What the threads of a program share. */
export interface SharedProgram {
  readonly memory: WebAssembly.Memory;
  readonly kernels: CompiledKernels;
}

const partsOf = ({ cpu, training }: CompiledModule): readonly CpuPart[] => [cpu!, ...(training ? [training.cpu!] : [])];

const nameOf = ({ id }: CompiledModule): string => `resnet-compile thread ${id}`;

/** Makes a module's programs ready, that of inference first, on as many threads as there may be. */
export async function startPrograms(module: CompiledModule, { threads = 1, v8Flags }: LoadOptions): Promise<{ readonly programs: readonly CpuProgram[]; readonly pool: ThreadPool }> {
  applyV8Flags(v8Flags);
  const count = threads > 1 && !canShareMemory() ? warnOfOneThread(module.model.name, threads) : threads;
  const parts = partsOf(module);
  if (count === 1) return { programs: await Promise.all(parts.map(loadProgram)), pool: oneThread };
  const seat = { thread: 0, threads: count };
  const shared = await Promise.all(parts.map((part) => makeShared(part, seat)));
  const programs = parts.map((part, index) => programOf(part, shared[index]!, seat));
  try {
    return { programs, pool: await startThreads(module.url, nameOf(module), count, shared, tasksOf(programs)) };
  } catch (error) {
    throw new Error(`${module.model.name}: a thread could not be started: ${(error as Error).message}; load with threads: 1 to do without`, { cause: error });
  }
}

/** A program for the caller's thread alone. */
export const loadProgram = async (part: CpuPart): Promise<CpuProgram> => programOf(part, await makeShared(part, alone), alone);

const alone: Seat = { thread: 0, threads: 1 };

/** In a worker that was started as a thread of this module: works as long as there is work. */
export function serveThread(module: CompiledModule): void {
  serveAsThread(module.url, nameOf(module), ({ thread, threads, words, shared }: ThreadStart<readonly SharedProgram[]>) => {
    const programs = partsOf(module).map((part, index) => programOf(part, shared[index]!, { thread, threads }));
    return new ForkJoin(words, threads, tasksOf(programs)).join(thread);
  });
}

export async function makeShared({ plan, code }: CpuPart, seat: Seat): Promise<SharedProgram> {
  const shared = seat.threads > 1;
  return { memory: new WebAssembly.Memory({ initial: initialPages(plan, seat), maximum: 65536, shared }), kernels: await compileKernels(code, { shared }) };
}

export const programOf = ({ plan, code }: CpuPart, { memory, kernels }: SharedProgram, seat: Seat): CpuProgram =>
  new CpuProgram(plan, bindKernels(code, kernels), memory, seat);

export const tasksOf = (programs: readonly CpuProgram[]): readonly Task[] => programs.flatMap(({ tasks }) => tasks);

let warned = false;

function warnOfOneThread(name: string, wanted: number): 1 {
  if (!warned) console.warn(`${name}: one thread instead of ${wanted}: memory cannot be shared here. A page needs the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.`);
  warned = true;
  return 1;
}
