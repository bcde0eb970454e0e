import { epilogueReadsOf, readsOf, writesOf } from './kernel-uses.ts';
import { isIdentityView, type BufferDeclaration, type Kernel, type KernelProgram } from './kernel-program.ts';
import { lifetimesOf, type Lifetime } from './lifetimes.ts';

/**
 * The buffer whose memory one that a kernel stores may take over: one that the epilogue reads pixel by pixel before that
 * store, or that the kernel copies, of the same shape and layout, that nothing reads afterwards and that no window of its
 * core reads.
 */
export function inPlaceSource(
  kernel: Kernel,
  at: number,
  result: BufferDeclaration,
  bufferOf: (id: string) => BufferDeclaration,
  lifetimes: ReadonlyMap<string, Lifetime>,
): string | undefined {
  const { core, epilogue } = kernel;
  const store = epilogue.findIndex((step) => step.op === 'store' && step.buffer === result.id);
  if (store < 0 || lifetimes.get(result.id)!.first !== at) return undefined;
  const copied = core.kind === 'copy' && isIdentityView(core.view) ? [core.input] : [];
  const byPixel = epilogue
    .slice(0, store)
    .flatMap((step) =>
      (step.op === 'add' && isIdentityView(step.view)) || step.op === 'add_normalized' || step.op === 'mask'
        ? [step.buffer]
        : [],
    );
  const readLater = epilogueReadsOf({ ...kernel, epilogue: epilogue.slice(store) });
  const readByCore = copied.length ? [] : readsOf({ ...kernel, epilogue: [] });
  return [...byPixel, ...copied].find((buffer) => {
    const source = bufferOf(buffer);
    return (
      !readByCore.includes(buffer) &&
      !readLater.includes(buffer) &&
      lifetimes.get(buffer)!.last === at &&
      String(source.shape) === String(result.shape) &&
      JSON.stringify(source.layout) === JSON.stringify(result.layout)
    );
  });
}

/**
 * All buffers of a program that may be stored in place: which kernel, over what, as what; at most one a kernel, the one
 * that is stored first. Of a pre-activated block that is the raw sum, so that the residual stream stays where it is.
 */
export function inPlacePairs(
  program: KernelProgram,
): readonly { readonly at: number; readonly source: string; readonly result: string }[] {
  const buffers = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
  const lifetimes = lifetimesOf(program);
  return program.kernels.flatMap((kernel, at) => {
    for (const result of writesOf(kernel)) {
      const source = inPlaceSource(kernel, at, buffers.get(result)!, (id) => buffers.get(id)!, lifetimes);
      if (source !== undefined) return [{ at, source, result }];
    }
    return [];
  });
}
