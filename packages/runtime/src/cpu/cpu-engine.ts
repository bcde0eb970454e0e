import type { CpuPlan } from '@resnet-compile/backend-cpu';
import type { Engine, Images } from '../engine.ts';
import type { Prepared } from '../prepare.ts';
import { loadKernels, type Bind, type CpuCode } from './kernels.ts';
import { at, readMaps, writeImages } from '../maps.ts';
import { clear } from './clear.ts';
import { pack } from './pack.ts';

const page = 65536;
/** Activations of one run: enough to fill the machine, little enough for the caches. */
const arenaBudget = 32 * 1024 * 1024;

/** Runs a program on the CPU: kernels in order over one memory that holds weights below and activations above. */
export async function createCpuEngine(plan: CpuPlan, code: CpuCode): Promise<Engine> {
  return new CpuEngine(plan, await loadKernels(code));
}

class CpuEngine implements Engine {
  readonly device = 'cpu';
  readonly largestBatch: number;
  readonly #plan: CpuPlan;
  readonly #bind: Bind;
  readonly #memory: WebAssembly.Memory;
  #f: Float32Array;

  constructor(plan: CpuPlan, bind: Bind) {
    this.#plan = plan;
    this.#bind = bind;
    this.largestBatch = Math.max(1, Math.floor(arenaBudget / plan.memory[1]));
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil(at(plan.memory, 1) / page) });
    this.#f = new Float32Array(this.#memory.buffer);
  }

  prepare(prepared: ReadonlyMap<string, Prepared>): void {
    this.#f.fill(0, 0, this.#plan.arenaStart / 4);
    const bits = new Uint32Array(this.#memory.buffer);
    for (const packing of this.#plan.packings) pack(packing, prepared, this.#f, bits);
  }

  run(images: Images, batch: number, logits: Float32Array): void {
    const { input, output, calls } = this.#plan;
    this.#grow(at(this.#plan.memory, batch));
    const f = this.#f;
    const kernels = this.#bind(this.#memory);
    if (input.clear) clear(input.clear, batch, f);
    writeImages(input, images, batch, f);
    for (const { kernel, addresses, pixels, block, clears } of calls) {
      for (const each of clears) clear(each, batch, f);
      const run = kernels[kernel]!;
      const parameters = addresses.map((address) => at(address, batch));
      for (let first = 0, last = 0; first < pixels * batch; first = last) {
        last = Math.min(first + block, pixels * batch);
        run(...parameters, first, last);
      }
    }
    readMaps(output, batch, f, logits);
  }

  dispose(): void {
    this.#f = new Float32Array(0);
  }

  #grow(bytes: number): void {
    const missing = Math.ceil((bytes - this.#memory.buffer.byteLength) / page);
    if (missing > 0) this.#memory.grow(missing);
    if (this.#f.buffer !== this.#memory.buffer) this.#f = new Float32Array(this.#memory.buffer);
  }
}
