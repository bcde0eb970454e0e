import { found } from './found.ts';
import { declarationOf } from './cores/index.ts';
import { epilogueReadsOf, writesOf } from './kernel-uses.ts';
import type { BufferDeclaration, Kernel, KernelProgram } from './kernel-program.ts';
import { sameLayout } from './layout.ts';
import { viewOf, type Operation } from './operation.ts';
import { sameShape } from './tensor-type.ts';
import { isIdentityView } from './view.ts';
import { lifetimesOf, type Lifetime } from './lifetimes.ts';

/**
 * The buffer whose memory one that a kernel stores may take over: one that the epilogue reads pixel by pixel before that
 * store, or that the kernel copies, of the same shape, type and layout, that nothing reads afterwards and that no window of its
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
  const store = epilogue.findIndex(({ kind, writes }) => kind === 'store' && writes[0] === result.id);
  if (store < 0 || found(lifetimes, result.id).first !== at) return undefined;
  const atPixel = ({ reads }: Operation): readonly string[] =>
    reads.flatMap((read) => (isIdentityView(viewOf(read)) ? [read.buffer] : []));
  const copied = declarationOf(core).byPixel ? atPixel(core) : [];
  const isReadOtherwise = (buffer: string): boolean =>
    (copied.length === 0 && core.reads.some((read) => read.buffer === buffer)) ||
    epilogueReadsOf({ epilogue: epilogue.slice(store) }).includes(buffer);
  const isFree = (buffer: string): boolean => {
    const source = bufferOf(buffer);
    return (
      found(lifetimes, buffer).last === at &&
      sameShape(source.shape, result.shape) &&
      source.dtype === result.dtype &&
      sameLayout(source.layout, result.layout) &&
      !isReadOtherwise(buffer)
    );
  };
  for (const step of epilogue.slice(0, store)) {
    const source = step.reads.length ? atPixel(step).find(isFree) : undefined;
    if (source !== undefined) return source;
  }
  return copied.find(isFree);
}

/**
 * All buffers of a program that may be stored in place: which kernel, over what, as what; at most one a kernel, the one
 * that is stored first. Of a pre-activated block that is the raw sum, so that the residual stream stays where it is.
 */
export function inPlacePairs(
  program: KernelProgram,
  lifetimes = lifetimesOf(program),
): readonly { readonly at: number; readonly source: string; readonly result: string }[] {
  const buffers = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
  return program.kernels.flatMap((kernel, at) => {
    for (const result of writesOf(kernel)) {
      const source = inPlaceSource(kernel, at, found(buffers, result), (id) => found(buffers, id), lifetimes);
      if (source !== undefined) return [{ at, source, result }];
    }
    return [];
  });
}
