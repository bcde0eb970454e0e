import {
  backwardStart,
  found,
  idsBeside,
  readsOf,
  store,
  writesOf,
  type BufferDeclaration,
  type Kernel,
  type KernelProgram,
  type Operation,
  type Step,
} from '@resnet-compile/ir';

/**
 * Drops forward activations: each ends with its last forward reader, and is computed again, by the same kernels and so
 * with the same bits, right before its first reader in the backward pass. What it is computed from is computed again as
 * well where that is dropped too; a kernel runs again once, for all that it stores of what is dropped. Statistics are
 * tensors, which stay.
 */
export function rematerialize(program: KernelProgram, dropped: ReadonlySet<string>): KernelProgram {
  const start = backwardStart(program);
  if (start < 0 || dropped.size === 0) return program;
  const producers = new Map<string, Kernel[]>();
  for (const kernel of program.kernels.slice(0, start))
    for (const id of writesOf(kernel)) if (dropped.has(id)) producers.set(id, [...(producers.get(id) ?? []), kernel]);
  const buffers = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
  const given = idsBeside(program);
  const added: BufferDeclaration[] = [];
  const kernels: Kernel[] = program.kernels.slice(0, start);
  const again = new Map<string, string>();
  const done = new Set<Kernel>();

  const renamed = (id: string): string => again.get(id) ?? id;
  const missing = (ids: readonly string[]): readonly Kernel[] =>
    ids.flatMap((id) => producers.get(id) ?? []).filter((kernel) => !done.has(kernel));
  const copyOf = (id: string): string => {
    if (!again.has(id)) {
      again.set(id, given.unique(`${id}.again`));
      added.push({ ...found(buffers, id), id: renamed(id) });
    }
    return renamed(id);
  };
  const ensure = (ids: readonly string[]): void => {
    // Without recursion: hundreds of blocks may be dropped in a row.
    const pending = [...missing(ids)];
    for (let kernel = pending.at(-1); kernel; kernel = pending.at(-1)) {
      const before = done.has(kernel) ? [] : missing(readsOf(kernel));
      pending.push(...before);
      if (before.length) continue;
      pending.pop();
      if (done.has(kernel)) continue;
      done.add(kernel);
      const epilogue = stepsFor(kernel.epilogue, dropped).map((step) =>
        step.kind === 'store' ? store(copyOf(step.writes[0]), step.attributes.channel) : step,
      );
      kernels.push(reading({ ...kernel, name: given.unique(`${kernel.name}.again`), epilogue }, renamed));
    }
  };
  for (const kernel of program.kernels.slice(start)) {
    ensure(readsOf(kernel));
    kernels.push(reading(kernel, renamed));
  }
  return { ...program, buffers: [...program.buffers, ...added], kernels };
}

/** An epilogue up to its last store of what is dropped, without the stores of what is not. */
const stepsFor = (epilogue: readonly Step[], dropped: ReadonlySet<string>): readonly Step[] => {
  const isStored = (step: Step): boolean => step.kind === 'store' && dropped.has(step.writes[0]);
  return epilogue
    .slice(0, epilogue.findLastIndex(isStored) + 1)
    .filter((step) => step.kind !== 'store' || isStored(step));
};

/** The kernel with other buffers to read. */
function reading(kernel: Kernel, renamed: (id: string) => string): Kernel {
  if (readsOf(kernel).every((id) => renamed(id) === id)) return kernel;
  const through = <Own extends Operation>(operation: Own): Own =>
    operation.reads.length
      ? { ...operation, reads: operation.reads.map((read) => ({ ...read, buffer: renamed(read.buffer) })) }
      : operation;
  return { ...kernel, core: through(kernel.core), epilogue: kernel.epilogue.map(through) };
}
