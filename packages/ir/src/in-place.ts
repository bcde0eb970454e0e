import { readsOf, resultOf } from './kernel-uses.ts';
import { isIdentityView, type BufferDeclaration, type Kernel, type KernelProgram } from './kernel-program.ts';
import { lifetimesOf, type Lifetime } from './lifetimes.ts';

/**
 * The buffer whose memory a kernel's result may take over: one that its epilogue reads pixel by pixel, or that it copies,
 * of the same shape and layout, that nothing reads afterwards and that no window of its core reads.
 */
export function inPlaceSource(
  kernel: Kernel,
  at: number,
  result: BufferDeclaration,
  bufferOf: (id: string) => BufferDeclaration,
  lifetimes: ReadonlyMap<string, Lifetime>,
): string | undefined {
  if (lifetimes.get(result.id)!.first !== at || resultOf(kernel) !== result.id) return undefined;
  const { core } = kernel;
  const copied = core.kind === 'copy' && isIdentityView(core.view) ? [core.input] : [];
  const byPixel = kernel.epilogue.flatMap((step) =>
    (step.op === 'add' && isIdentityView(step.view)) || step.op === 'add_normalized' || step.op === 'mask' ? [step.buffer] : []);
  return [...byPixel, ...copied].find((buffer) => {
    const source = bufferOf(buffer);
    return (
      (copied.length > 0 || !readsOf({ ...kernel, epilogue: [] }).includes(buffer)) && lifetimes.get(buffer)!.last === at &&
      String(source.shape) === String(result.shape) && JSON.stringify(source.layout) === JSON.stringify(result.layout)
    );
  });
}

/** All results of a program that may be stored in place: which kernel, over what, as what. */
export function inPlacePairs(program: KernelProgram): readonly { readonly at: number; readonly source: string; readonly result: string }[] {
  const buffers = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
  const lifetimes = lifetimesOf(program);
  return program.kernels.flatMap((kernel, at) => {
    const result = resultOf(kernel);
    if (result === undefined) return [];
    const source = inPlaceSource(kernel, at, buffers.get(result)!, (id) => buffers.get(id)!, lifetimes);
    return source === undefined ? [] : [{ at, source, result }];
  });
}
