import {
  found,
  declarationOf,
  epilogueReadsOf,
  isIdentityView,
  map,
  outputsOf,
  readsOf,
  renumber,
  resultOf,
  tensorResultsOf,
  tensorsOf,
  viewOf,
  writesOf,
  type Kernel,
  type KernelProgram,
} from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';
import { dropUnreadBuffers } from './drop-unread-buffers.ts';

/**
 * t = core …; y = copy t + steps → y = core … + steps: bias, residual add, scale and shift, and ReLU run on values that
 * are still in registers. Where something else reads t as well, or the caller, the kernel stores it on the way (pre-activation needs
 * the raw sum and the activated one).
 *
 * An addition joins the later of the two kernels that it adds, since by then the other side is there.
 */
export const fuseEpilogues: Pass<KernelProgram> = {
  name: 'fuse-epilogues',
  summary: 'runs pointwise kernels as the end of the kernel that makes their input',
  run: (program) => {
    const fusion = new Fusion(program);
    for (const kernel of program.kernels) fusion.place(kernel);
    return fusion.fused ? dropUnreadBuffers({ ...program, kernels: fusion.kernels }) : program;
  },
};

class Fusion {
  readonly kernels: Kernel[] = [];
  fused = false;
  /** Index of the placed kernel that wrote a buffer or tensor last. */
  readonly #writer = new Map<string, number>();
  readonly #readers = new Map<string, number>();
  readonly #writers = new Map<string, number>();
  readonly #outputs: ReadonlySet<string>;

  constructor(program: KernelProgram) {
    this.#outputs = outputsOf(program);
    for (const kernel of program.kernels) {
      for (const id of new Set(readsOf(kernel))) this.#readers.set(id, (this.#readers.get(id) ?? 0) + 1);
      for (const id of writesOf(kernel)) this.#writers.set(id, (this.#writers.get(id) ?? 0) + 1);
    }
  }

  place(original: Kernel): void {
    const kernel = this.#lastSideFirst(original);
    const producer = this.#producer(kernel);
    if (!producer) {
      this.#note(kernel, this.kernels.length);
      this.kernels.push(kernel);
      return;
    }
    this.fused = true;
    const { at, result } = producer;
    const storesOn = this.#outputs.has(result) || found(this.#readers, result) > 1;
    const steps = storesOn ? producer.kernel.epilogue : producer.kernel.epilogue.slice(0, -1);
    this.kernels[at] = { ...producer.kernel, epilogue: [...steps, ...kernel.epilogue] };
    this.#note(kernel, at);
  }

  /** copy a; map b → copy b; map a, where b is made later. */
  #lastSideFirst(kernel: Kernel): Kernel {
    const { core, epilogue } = kernel;
    const [first, ...rest] = epilogue;
    if (core.kind !== 'copy' || first?.kind !== 'map') return kernel;
    const { reads, tensors, attributes } = first;
    let [last, place] = [core.reads[0], 0];
    for (const [index, reading] of reads.entries())
      if (isIdentityView(viewOf(reading)) && this.#madeAt(reading.buffer) > this.#madeAt(last.buffer))
        [last, place] = [reading, index + 1];
    if (place === 0) return kernel;
    const operands = [core.reads[0], ...reads];
    [operands[0], operands[place]] = [last, core.reads[0]];
    const places = [...operands.keys(), ...tensors.map((_, index) => operands.length + index)];
    [places[0], places[place]] = [place, 0];
    const swapped = map(renumber(attributes.of, places), operands.slice(1), tensors);
    return { ...kernel, core: { ...core, reads: [last] }, epilogue: [swapped, ...rest] };
  }

  /** The kernel that this one can be the end of: where it stands, and what it stores last. */
  #producer(kernel: Kernel): { readonly at: number; readonly kernel: Kernel; readonly result: string } | undefined {
    const { core } = kernel;
    if (core.kind !== 'copy' || !isIdentityView(viewOf(core.reads[0]))) return undefined;
    const { buffer } = core.reads[0];
    const at = this.#writer.get(buffer) ?? -1;
    const producer = this.kernels[at];
    if (!producer || found(this.#writers, buffer) > 1 || resultOf(producer) !== buffer) return undefined;
    if (declarationOf(producer.core).storedAlone) return undefined;
    const isThere = (id: string): boolean => id !== buffer && this.#madeAt(id) < at;
    const areThere = epilogueReadsOf(kernel).every(isThere) && tensorsOf(kernel).every(isThere);
    return areThere ? { at, kernel: producer, result: buffer } : undefined;
  }

  #madeAt(buffer: string): number {
    return this.#writer.get(buffer) ?? -1;
  }

  #note(kernel: Kernel, at: number): void {
    for (const ids of [writesOf(kernel), tensorResultsOf(kernel)])
      for (const id of ids) this.#writer.set(id, Math.max(at, this.#madeAt(id)));
  }
}
