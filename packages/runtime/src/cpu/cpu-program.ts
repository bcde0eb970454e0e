import { at, type Call, type CpuPlan, type KernelCall, type Packing } from '@resnet-compile/plan/cpu';
import { found, itemOf } from '@resnet-compile/ir';
import type { Prepared } from '../prepare.ts';
import type { Task } from '../threads/fork-join.ts';
import { oneThread, type ThreadPool } from '../threads/thread-pool.ts';
import { clear } from './clear.ts';
import { KernelTask } from './kernel-task.ts';
import type { KernelContext } from './kernel-context.ts';
import type { Kernel } from './kernel.ts';
import type { Kernels } from './kernels.ts';
import { page, type KernelMemory } from './memory.ts';
import { pack, type Filters } from './pack.ts';
import type { Seat } from './seat.ts';
import type { Step, StepsOf } from './step.ts';

/** Bytes of packed weights that are worth to be shared: some 100 µs. */
const muchToPack = 300_000;

const scratchOf = ({ memory }: CpuPlan, batch: number): number => Math.ceil(at(memory, batch) / 64) * 64;

/** Weights, activations, and scratch memory for each thread. */
const bytesOf = (plan: CpuPlan, batch: number, { threads }: Seat): number =>
  scratchOf(plan, batch) + plan.scratch * threads;

/** That a batch needs. */
export const pagesOf = (plan: CpuPlan, batch: number, seat: Seat): number =>
  Math.ceil(bytesOf(plan, batch, seat) / page);

/** Memory that programs use in turn. */
export interface ProgramMemory {
  readonly memory: KernelMemory;
  /** Whose weights lie there. */
  holder?: CpuProgram;
}

/** A program's memory, with weights below and activations above, and its kernels over it. Every thread has one. */
export class CpuProgram<Plan extends CpuPlan = CpuPlan> implements KernelContext {
  readonly plan: Plan;
  /** The calls of kernels, and packing, for the thread pool. */
  readonly tasks: readonly Task[];
  readonly #packing: Task;
  #prepared: ReadonlyMap<string, Prepared> = new Map();
  /** Whether what no step changes lies there. */
  #isPacked = false;
  readonly #steps: readonly (readonly [Call, Step])[];
  readonly #seat: Seat;
  readonly #bound: Kernels;
  readonly #home: ProgramMemory;
  #f = new Float32Array(0);
  #kernels: readonly Kernel[] = [];

  constructor(plan: Plan, kernels: Kernels, home: ProgramMemory, seat: Seat, stepsOf: StepsOf = kernelSteps) {
    this.plan = plan;
    this.#seat = seat;
    this.#bound = kernels;
    this.#home = home;
    const stepOf = stepsOf(plan);
    this.#steps = plan.calls.map((call) => [call, stepOf(call, this, seat)]);
    this.#packing = {
      units: (count) => count,
      run: (unit) => this.#pack(itemOf(plan.packings, unit)),
      isLarge: () => plan.arenaStart > muchToPack,
    };
    this.tasks = [...this.#steps.flatMap(([, step]) => ('task' in step ? step.task : [])), this.#packing];
  }

  /** The memory that a batch needs. Another thread may have made it grow; then this one sees that within moments. */
  floats(batch: number): Float32Array {
    while (this.#f.byteLength < this.bytes(batch)) {
      this.#f = new Float32Array(this.#home.memory.buffer);
      this.#kernels = this.#bound.bind(this.#home.memory);
    }
    return this.#f;
  }

  /** That a batch needs. */
  bytes(batch: number): number {
    return bytesOf(this.plan, batch, this.#seat);
  }

  /** The address of this thread's scratch memory. */
  scratch(batch: number): number {
    return scratchOf(this.plan, batch) + this.#seat.thread * this.plan.scratch;
  }

  kernel(index: number): Kernel {
    return itemOf(this.#kernels, index);
  }

  get inJavaScript(): boolean {
    return this.#bound.inJavaScript;
  }

  /** Channels of a panel of packed filters. */
  get panel(): number {
    return this.#bound.panel;
  }

  /**
   * Packs parameters into the weights region. What lies between them stays zero, and what no step changes as it is. Other threads
   * of `pool` were given the same by {@link share}.
   */
  pack(prepared: ReadonlyMap<string, Prepared>, pool: ThreadPool = oneThread): void | Promise<void> {
    this.reserve(1);
    this.share(prepared);
    const { packings, changing = packings.length } = this.plan;
    const count = this.#isPacked ? changing : packings.length;
    this.#isPacked = true;
    return pool.run(this.#packing, count);
  }

  /** Other parameters follow, those among them that no step changes. */
  forget(): void {
    this.#isPacked = false;
  }

  /** Gives a thread what it packs, in memory that all threads see. */
  share(prepared: ReadonlyMap<string, Prepared>): void {
    this.#prepared = prepared;
  }

  /** What was prepared last, of parameters as they are. */
  valuesOf(name: string): ArrayLike<number> {
    return found(this.#prepared, name).values;
  }

  #pack(packing: Packing): void {
    const f = this.floats(1);
    const bits = new Uint32Array(f.buffer);
    if (packing.kind !== 'filters' || packing.transform === undefined)
      pack(packing, this.panel, this.#prepared, f, bits);
    else this.#transform(packing, packing.transform, f, bits);
  }

  /** Packs filters into the scratch memory, and from there transforms them for Winograd's algorithm. */
  #transform(packing: Filters, kernel: number, f: Float32Array, bits: Uint32Array): void {
    const {
      shape: [out, perGroup, kh, kw],
      inChannels,
      transposed,
    } = packing;
    const results = transposed ? perGroup : out;
    const scratch = this.scratch(1);
    f.fill(0, scratch / 4, scratch / 4 + Math.ceil(results / 4) * 4 * kh * kw * inChannels);
    pack({ ...packing, address: scratch }, this.panel, this.#prepared, f, bits);
    this.kernel(kernel)(scratch, packing.address, 0, 1);
  }

  /** Makes room for a batch, and the memory this program's: another one's weights are gone. @throws {RangeError} where there is no room. */
  reserve(batch: number): void {
    const missing = Math.ceil((this.bytes(batch) - this.#home.memory.buffer.byteLength) / page);
    if (missing > 0) this.#home.memory.grow(missing);
    if (this.#home.holder === this) return;
    this.#isPacked = false;
    if (this.#home.holder) this.floats(batch).fill(0, 0, this.plan.arenaStart / 4);
    this.#home.holder = this;
  }

  /** Runs the first `calls`, all by default; `after` sees each call when it is done. */
  async run(batch: number, pool: ThreadPool, calls?: number, after?: (call: Call) => void): Promise<void> {
    const f = this.floats(batch);
    for (const [call, step] of this.#steps.slice(0, calls)) {
      if ('task' in step) {
        for (const each of (call as KernelCall).clears) if (each.whole) clear(each, 0, batch, batch, f);
        const pending = pool.run(step.task, batch);
        if (pending) await pending;
        step.task.finish?.(batch);
      } else step.host(batch, f);
      after?.(call);
    }
  }

  release(): void {
    this.#f = new Float32Array(0);
    this.#kernels = [];
  }
}

const kernelSteps: StepsOf = () => (call, context, seat) => ({
  task: new KernelTask(context, call as KernelCall, seat),
});
