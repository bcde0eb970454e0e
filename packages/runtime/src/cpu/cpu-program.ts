import type { Call, CpuPlan, KernelCall } from '@resnet-compile/backend-cpu';
import { at } from '../maps.ts';
import type { Prepared } from '../prepare.ts';
import { clear } from './clear.ts';
import type { Kernels } from './kernels.ts';
import { runLoss } from './loss.ts';
import { pack } from './pack.ts';
import { runVector } from './vector.ts';

const page = 65536;
/** WebAssembly's memory ends at 4 GiB. */
export const largestMemory = 65536 * page;

/** A program's memory, with weights below and activations above, and its kernels over it. */
export class CpuProgram {
  readonly plan: CpuPlan;
  f: Float32Array;
  readonly #kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  #parameters: number[] = [];

  constructor(plan: CpuPlan, kernels: Kernels) {
    this.plan = plan;
    this.#kernels = kernels;
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil(at(plan.memory, 1) / page) });
    this.f = new Float32Array(this.#memory.buffer);
  }

  /** Channels of a panel of packed filters. */
  get panel(): number {
    return this.#kernels.panel;
  }

  /** Packs parameters into the weights region. What lies between them stays zero. */
  pack(prepared: ReadonlyMap<string, Prepared>): void {
    const bits = new Uint32Array(this.#memory.buffer);
    for (const packing of this.plan.packings) pack(packing, this.panel, prepared, this.f, bits);
  }

  /** Makes room for a batch. @throws {Error} with the bytes needed where there is none. */
  reserve(batch: number): void {
    const missing = Math.ceil((at(this.plan.memory, batch) - this.#memory.buffer.byteLength) / page);
    if (missing > 0) this.#memory.grow(missing);
    if (this.f.buffer !== this.#memory.buffer) this.f = new Float32Array(this.#memory.buffer);
  }

  /** Runs all kernels; `after` sees each call when it is done. */
  run(batch: number, after?: (call: Call) => void): void {
    const kernels = this.#kernels.bind(this.#memory);
    for (const call of this.plan.calls) {
      if ('vector' in call) runVector(call, batch, this.f);
      else if ('loss' in call) {
        for (const each of call.clears) clear(each, batch, this.f);
        runLoss(call, batch, this.f);
      } else this.#runKernel(call, kernels[call.kernel]!, batch);
      after?.(call);
    }
  }

  release(): void {
    this.f = new Float32Array(0);
  }

  #runKernel({ addresses, pixels, block, clears, zeroes = [] }: KernelCall, kernel: (...parameters: number[]) => void, batch: number): void {
    for (const each of clears) clear(each, batch, this.f);
    for (const [address, floats] of zeroes) this.f.fill(0, address / 4, address / 4 + floats);
    // One list for all calls: nothing is allocated per step.
    const parameters = this.#parameters;
    parameters.length = addresses.length + 2;
    for (let index = 0; index < addresses.length; index++) parameters[index] = at(addresses[index]!, batch);
    for (let first = 0, last = 0; first < pixels * batch; first = last) {
      last = Math.min(first + block, pixels * batch);
      parameters[addresses.length] = first;
      parameters[addresses.length + 1] = last;
      kernel(...parameters);
    }
  }
}
