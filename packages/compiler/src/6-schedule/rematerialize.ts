import {
  idsBeside,
  readsOf,
  writesOf,
  type BufferDeclaration,
  type Core,
  type EpilogueStep,
  type Kernel,
  type KernelProgram,
} from '@resnet-compile/ir';

/**
 * Drops forward activations: each ends with its last forward reader, and is computed again, by the same kernels and so
 * with the same bits, right before its first reader in the backward pass. What it is computed from is computed again as
 * well where that is dropped too. Statistics are tensors, which stay; and so does what several kernels write together.
 */
export function rematerialize(program: KernelProgram, wanted: ReadonlySet<string>): KernelProgram {
  const start = backwardStart(program);
  const writers = new Map<string, number>();
  for (const id of program.kernels.flatMap(writesOf)) writers.set(id, (writers.get(id) ?? 0) + 1);
  const dropped = new Set([...wanted].filter((id) => writers.get(id) === 1));
  if (start < 0 || dropped.size === 0) return program;
  const producers = new Map(
    program.kernels.slice(0, start).flatMap((kernel) => writesOf(kernel).map((id) => [id, kernel] as const)),
  );
  const shapes = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
  const buffers: BufferDeclaration[] = [...program.buffers];
  const kernels: Kernel[] = program.kernels.slice(0, start);
  const again = new Map<string, string>();
  const ids = idsBeside(program);

  const renamed = (id: string): string => again.get(id) ?? id;
  const ensure = (id: string): void => {
    if (!dropped.has(id) || again.has(id)) return;
    // Without recursion: hundreds of blocks may be dropped in a row.
    const pending = [id];
    while (pending.length) {
      const next = pending.at(-1)!;
      const missing = readsOf(producers.get(next)!).filter((read) => dropped.has(read) && !again.has(read));
      if (missing.length) {
        pending.push(...missing);
        continue;
      }
      pending.pop();
      if (again.has(next)) continue;
      const copy = ids.unique(`${next}.again`);
      const kernel = producers.get(next)!;
      kernels.push(
        rename(
          { ...kernel, name: ids.unique(`${kernel.name}.again.${next}`), epilogue: upTo(kernel.epilogue, next) },
          (read) => renamed(read),
          copy,
        ),
      );
      buffers.push({ ...shapes.get(next)!, id: copy });
      again.set(next, copy);
    }
  };
  for (const kernel of program.kernels.slice(start)) {
    for (const id of readsOf(kernel)) ensure(id);
    kernels.push(rename(kernel, renamed));
  }
  return { ...program, buffers, kernels };
}

/** Where forward ends: at the loss. */
export const backwardStart = ({ kernels }: KernelProgram): number =>
  kernels.findIndex(({ core }) => core.kind === 'cross_entropy');

/** An epilogue that ends with the store of one buffer, and stores nothing else. */
const upTo = (epilogue: readonly EpilogueStep[], id: string): readonly EpilogueStep[] => {
  const end = epilogue.findIndex((step) => step.op === 'store' && step.buffer === id);
  return epilogue.slice(0, end + 1).filter((step, index) => step.op !== 'store' || index === end);
};

/** The kernel with other buffers to read, and another to store. */
function rename(kernel: Kernel, read: (id: string) => string, store?: string): Kernel {
  const core = { ...kernel.core } as Record<string, unknown>;
  for (const operand of ['input', 'source', 'targets'])
    if (typeof core[operand] === 'string') core[operand] = read(core[operand]);
  if (core['centred'])
    core['centred'] = { ...(core['centred'] as object), source: read((core['centred'] as { source: string }).source) };
  return {
    ...kernel,
    core: core as unknown as Core,
    epilogue: kernel.epilogue.map((step): EpilogueStep => {
      if (step.op === 'store') return store === undefined ? step : { ...step, buffer: store };
      return 'buffer' in step ? { ...step, buffer: read(step.buffer) } : step;
    }),
  };
}
