import { stepsOf } from './kernel-uses.ts';
import { isIdentityView, type BufferDeclaration, type Kernel } from './kernel-program.ts';
import type { Lifetime } from './lifetimes.ts';

/**
 * The buffer whose memory a kernel's result may take over: one that it adds pixel by pixel, of the same shape and
 * layout, that nothing reads afterwards and that its core does not read.
 */
export function inPlaceSource(
  kernel: Kernel,
  at: number,
  result: BufferDeclaration,
  bufferOf: (id: string) => BufferDeclaration,
  lifetimes: ReadonlyMap<string, Lifetime>,
): string | undefined {
  if (lifetimes.get(result.id)!.first !== at || stepsOf(kernel, 'store').at(-1)!.buffer !== result.id) return undefined;
  return stepsOf(kernel, 'add').find(({ buffer, view }) => {
    const source = bufferOf(buffer);
    return (
      isIdentityView(view) && buffer !== kernel.core.input && lifetimes.get(buffer)!.last === at &&
      String(source.shape) === String(result.shape) && JSON.stringify(source.layout) === JSON.stringify(result.layout)
    );
  })?.buffer;
}
