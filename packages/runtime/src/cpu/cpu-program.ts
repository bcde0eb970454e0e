import type { Call, CpuPlan, KernelCall } from '@resnet-compile/backend-cpu';
import { at } from '../maps.ts';
import type { Prepared } from '../prepare.ts';
import { clear } from './clear.ts';
import type { Kernels } from './kernels.ts';
import { runLoss } from './loss.ts';
import { pack, type Filters } from './pack.ts';
import { runVector } from './vector.ts';

const page = 65536;
/** WebAssembly's memory ends at 4 GiB. */
export const largestMemory = 65536 * page;

const scratchOf = ({ memory }: CpuPlan, batch: number): number => Math.ceil(at(memory, batch) / 64) * 64;
/** Bytes that a program needs for a batch. */
export const bytesOf = (plan: CpuPlan, batch: number): number => scratchOf(plan, batch) + plan.scratch;

/** A program's memory, with weights below and activations above, and its kernels over it. */
export class CpuProgram {
  readonly plan: CpuPlan;
  f: Float32Array;
  readonly #kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  #scratch: number;
  #parameters: number[] = [];

  constructor(plan: CpuPlan, kernels: Kernels) {
    this.plan = plan;
    this.#kernels = kernels;
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil(bytesOf(plan, 1) / page) });
    this.#scratch = scratchOf(plan, 1);
    this.f = new Float32Array(this.#memory.buffer);
  }

  /** Channels of a panel of packed filters. */
  get panel(): number {
    return this.#kernels.panel;
  }

  /** Packs parameters into the weights region. What lies between them stays zero. */
  pack(prepared: ReadonlyMap<string, Prepared>): void {
    const bits = new Uint32Array(this.#memory.buffer);
    for (const packing of this.plan.packings) {
      if (packing.kind !== 'filters' || packing.transform === undefined) pack(packing, this.panel, prepared, this.f, bits);
      else this.#transform(packing, packing.transform, prepared, bits);
    }
  }

  /** Packs filters into the scratch memory, and from there transforms them for Winograd's algorithm. */
  #transform(packing: Filters, kernel: number, prepared: ReadonlyMap<string, Prepared>, bits: Uint32Array): void {
    const { shape: [out, perGroup, kh, kw], inChannels, transposed } = packing;
    const results = transposed ? perGroup : out;
    this.f.fill(0, this.#scratch / 4, this.#scratch / 4 + Math.ceil(results / 4) * 4 * kh * kw * inChannels);
    pack({ ...packing, address: this.#scratch }, this.panel, prepared, this.f, bits);
    this.#kernels.bind(this.#memory)[kernel]!(this.#scratch, packing.address, 0, 1);
  }

  /** Makes room for a batch. @throws {Error} with the bytes needed where there is none. */
  reserve(batch: number): void {
    const missing = Math.ceil((bytesOf(this.plan, batch) - this.#memory.buffer.byteLength) / page);
    if (missing > 0) this.#memory.grow(missing);
    this.#scratch = scratchOf(this.plan, batch);
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

  #runKernel({ addresses, pixels, block, scratch, clears, zeroes = [] }: KernelCall, kernel: (...parameters: number[]) => void, batch: number): void {
    for (const each of clears) clear(each, batch, this.f);
    for (const [address, floats] of zeroes) this.f.fill(0, address / 4, address / 4 + floats);
    // One list for all calls: nothing is allocated per step.
    const parameters = this.#parameters;
    parameters.length = addresses.length;
    for (let index = 0; index < addresses.length; index++) parameters[index] = at(addresses[index]!, batch);
    if (scratch) parameters.push(this.#scratch);
    const range = parameters.length;
    for (let first = 0, last = 0; first < pixels * batch; first = last) {
      last = Math.min(first + block, pixels * batch);
      parameters[range] = first;
      parameters[range + 1] = last;
      kernel(...parameters);
    }
  }
}
