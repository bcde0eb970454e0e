import {
  coreOf,
  found,
  read,
  store,
  writesOf,
  type BufferDeclaration,
  type CoreOf,
  type Dtype,
  type Kernel,
  type KernelProgram,
  type MapShape,
  type Read,
  type Step,
} from '@resnet-compile/ir';
import { boundBuffers } from './operands.ts';

/** The default maxStorageBuffersPerShaderStage. */
const largestBindings = 8;
/** Sums that one kernel forms: a workgroup has memory for twice as many. */
const mostSums = 8;

/**
 * A kernel that needs more storage buffers than every device has becomes several: the first stores its running value where
 * the steps still fit, the next copies it and goes on. What a single operation reads beyond that is copied before, side by
 * side into one buffer. `others`: storage buffers that a kernel binds besides activations.
 */
export function splitWideKernels(program: KernelProgram, others: (kernel: Kernel) => number): KernelProgram {
  const splitter = new Splitter(program, (kernel) => boundBuffers(kernel).length + others(kernel));
  const kernels = program.kernels.flatMap((kernel) => splitter.split(kernel));
  return splitter.made.length
    ? { ...program, buffers: [...program.buffers, ...splitter.made], kernels }
    : { ...program, kernels };
}

class Splitter {
  readonly made: BufferDeclaration[] = [];
  readonly #types: Map<string, Dtype>;
  readonly #bindings: (kernel: Kernel) => number;

  constructor({ buffers }: KernelProgram, bindings: (kernel: Kernel) => number) {
    this.#types = new Map(buffers.map(({ id, dtype }) => [id, dtype]));
    this.#bindings = bindings;
  }

  split(kernel: Kernel): readonly Kernel[] {
    const { core } = kernel;
    if (core.kind === 'channel_sums') return this.#splitSums(kernel, core);
    const parts: Kernel[] = [];
    let rest = kernel;
    while (!this.#fits(rest)) {
      const name = `${kernel.name}.part${parts.length}`;
      const until = (end: number): Kernel => ({
        ...rest,
        name,
        epilogue: [...rest.epilogue.slice(0, end), store(name)],
      });
      let end = rest.epilogue.length - 1;
      while (end >= 0 && !this.#fits(until(end))) end--;
      if (end <= 0 && rest.core.kind === 'copy') {
        const [step, ...steps] = rest.epilogue as [Step, ...Step[]];
        const gathered = this.#gather(`${name}.reads`, step.reads, kernel);
        parts.push(...gathered.kernels);
        rest = { ...rest, epilogue: [{ ...step, reads: gathered.reads } as Step, ...steps] };
        continue;
      }
      parts.push(until(end));
      // As what the kernel's own result is stored.
      this.#declare(name, rest.shape, this.#typeOf(writesOf(kernel).slice(-1)));
      const { tile: _, ...plain } = rest;
      rest = { ...plain, core: coreOf('copy', {}, [{ buffer: name }], [], []), epilogue: rest.epilogue.slice(end) };
    }
    return [...parts, rest];
  }

  #splitSums(kernel: Kernel, core: CoreOf<'channel_sums'>): readonly Kernel[] {
    const { of } = core.attributes;
    if (of.length > mostSums)
      return Array.from({ length: Math.ceil(of.length / mostSums) }, (_, part) => {
        const slice = <Item>(all: readonly Item[]): readonly Item[] =>
          all.slice(part * mostSums, (part + 1) * mostSums);
        const sums = coreOf('channel_sums', { of: slice(of) }, core.reads, core.tensors, slice(core.results));
        return this.#splitSums({ ...kernel, name: `${kernel.name}.part${part}`, core: sums }, sums);
      }).flat();
    if (this.#fits(kernel)) return [kernel];
    const { kernels, reads } = this.#gather(`${kernel.name}.reads`, core.reads, kernel);
    return [...kernels, { ...kernel, core: { ...core, reads } }];
  }

  /** Copies what is read, as its views show it, into slices of one buffer. */
  #gather(
    name: string,
    reads: readonly Read[],
    { shape: [channels, ...extents], origin }: Kernel,
  ): { readonly kernels: readonly Kernel[]; readonly reads: readonly Read[] } {
    const wide = channels * reads.length;
    this.#declare(name, [wide, ...extents], this.#typeOf(reads.map(({ buffer }) => buffer)));
    return {
      kernels: reads.map((reading, index) => ({
        name: `${name}.${index}`,
        core: coreOf('copy', {}, [reading], [], []),
        shape: [channels, ...extents],
        epilogue: [store(name, index * channels)],
        origin,
      })),
      reads: reads.map((_, index) =>
        read(name, { stride: [1, 1], before: -index * channels, after: (index + 1) * channels - wide }),
      ),
    };
  }

  /** The type that holds all of them. */
  #typeOf(ids: readonly string[]): Dtype {
    return ids.some((id) => found(this.#types, id) === 'f32') ? 'f32' : 'f16';
  }

  #declare(id: string, shape: MapShape, dtype: Dtype): void {
    const pitch = Math.ceil(shape[0] / 4) * 4;
    this.#types.set(id, dtype);
    this.made.push({ id, shape, dtype, layout: { pitch, halo: [0, 0] }, placement: { constant: 0, perImage: 0 } });
  }

  #fits(kernel: Kernel): boolean {
    return this.#bindings(kernel) <= largestBindings;
  }
}
