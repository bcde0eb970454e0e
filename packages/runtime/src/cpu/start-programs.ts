import type { CpuPlan } from '@resnet-compile/backend-cpu';
import type { CompiledModule } from '../compiled-module.ts';
import type { LoadOptions } from '../load-options.ts';
import { ForkJoin, type Task } from '../threads/fork-join.ts';
import { canShareMemory, serveAsThread } from '../threads/host-worker.ts';
import { oneThread, startThreads, type ThreadPool, type ThreadStart } from '../threads/thread-pool.ts';
import { CpuProgram, initialPages, type ProgramMemory, type Seat } from './cpu-program.ts';
import { applyV8Flags } from './host-features.ts';
import { bindKernels, compileKernels, type CompiledKernels, type CpuCode } from './kernels.ts';

/** A program of a module: its plan and its kernels. */
export interface CpuPart {
  readonly plan: CpuPlan;
  readonly code: CpuCode;
}

interface WithTasks {
  readonly tasks: readonly Task[];
}

/** What threads do for the host between runs of the programs, on memory of its own: the update of a training step. */
export interface HostWork<Host extends WithTasks = WithTasks> {
  readonly bytes: number;
  /** In every thread, over the same buffer. */
  readonly start: (programs: readonly CpuProgram[], buffer: ArrayBufferLike) => Host;
}

/** A network that predicts has none. */
export const noHostWork: HostWork = { bytes: 0, start: () => ({ tasks: [] }) };

/** What the threads of programs share: a memory, which the programs use in turn, and each program's kernels. */
export interface SharedPrograms {
  readonly memory: WebAssembly.Memory;
  readonly kernels: readonly CompiledKernels[];
}

/** What the threads of a module share. */
interface Shared {
  readonly programs: SharedPrograms;
  readonly host: ArrayBufferLike;
}

interface Started<Host> {
  readonly programs: readonly CpuProgram[];
  readonly host: Host;
  readonly pool: ThreadPool;
}

const partsOf = ({ cpu, training }: CompiledModule): readonly CpuPart[] => [cpu!, ...(training ? [training.cpu!] : [])];

const nameOf = ({ id }: CompiledModule): string => `resnet-compile thread ${id}`;

/** Makes a module's programs ready, that of inference first, and the host's work, on as many threads as there may be. */
export async function startPrograms<Host extends WithTasks>(module: CompiledModule, { threads = 1, v8Flags }: LoadOptions, { bytes, start }: HostWork<Host>): Promise<Started<Host>> {
  applyV8Flags(v8Flags);
  const count = threads > 1 && !canShareMemory() ? warnOfOneThread(module.model.name, threads) : threads;
  const parts = partsOf(module);
  const seat = { thread: 0, threads: count };
  const shared: Shared = { programs: await makeShared(parts, seat), host: count === 1 ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes) };
  const programs = bindPrograms(parts, shared.programs, seat);
  const host = start(programs, shared.host);
  if (count === 1) return { programs, host, pool: oneThread };
  try {
    return { programs, host, pool: await startThreads(module.url, nameOf(module), count, shared, [...tasksOf(programs), ...host.tasks]) };
  } catch (error) {
    throw new Error(`${module.model.name}: a thread could not be started: ${(error as Error).message}; load with threads: 1 to do without`, { cause: error });
  }
}

/** A program for the caller's thread alone. */
export const loadProgram = async (part: CpuPart): Promise<CpuProgram> => bindPrograms([part], await makeShared([part], alone), alone)[0]!;

const alone: Seat = { thread: 0, threads: 1 };

/** In a worker that was started as a thread of this module: works as long as there is work. */
export function serveThread(module: CompiledModule, { start }: Pick<HostWork, 'start'>): void {
  serveAsThread(module.url, nameOf(module), ({ thread, threads, words, shared }: ThreadStart<Shared>) => {
    const programs = bindPrograms(partsOf(module), shared.programs, { thread, threads });
    return new ForkJoin(words, threads, [...tasksOf(programs), ...start(programs, shared.host).tasks]).join(thread);
  });
}

export async function makeShared(parts: readonly CpuPart[], seat: Seat): Promise<SharedPrograms> {
  const shared = seat.threads > 1;
  const initial = Math.max(...parts.map(({ plan }) => initialPages(plan, seat)));
  return { memory: new WebAssembly.Memory({ initial, maximum: 65536, shared }), kernels: await Promise.all(parts.map(({ code }) => compileKernels(code, { shared }))) };
}

export function bindPrograms(parts: readonly CpuPart[], { memory, kernels }: SharedPrograms, seat: Seat): readonly CpuProgram[] {
  const home: ProgramMemory = { memory };
  return parts.map(({ plan, code }, index) => new CpuProgram(plan, bindKernels(code, kernels[index]!), home, seat));
}

export const tasksOf = (programs: readonly CpuProgram[]): readonly Task[] => programs.flatMap(({ tasks }) => tasks);

let warned = false;

function warnOfOneThread(name: string, wanted: number): 1 {
  if (!warned) console.warn(`${name}: one thread instead of ${wanted}: memory cannot be shared here. A page needs the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.`);
  warned = true;
  return 1;
}
