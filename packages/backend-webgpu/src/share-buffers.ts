import {
  found,
  itemOf,
  lifetimesOf,
  placedBytes,
  type BufferDeclaration,
  type KernelProgram,
  type Lifetime,
} from '@resnet-compile/ir';
import type { BufferPlan } from '@resnet-compile/plan/webgpu';

/**
 * Gives every buffer of the program a GPU buffer; two share one only where their lifetimes do not meet. So no kernel
 * reads and writes the same one, which WebGPU forbids even for disjoint ranges. The largest choose first (greedy by size,
 * Pisarchyk and Lee 2020), and each takes the first that is free.
 */
export function shareBuffers(program: KernelProgram): {
  readonly buffers: readonly BufferPlan[];
  readonly indexOf: ReadonlyMap<string, number>;
} {
  const bytes = (buffer: BufferDeclaration): number => placedBytes(buffer).perImage;
  const lifetimes = lifetimesOf(program);
  const shared: { readonly plan: BufferPlan; readonly tenants: Lifetime[] }[] = [];
  const indexOf = new Map<string, number>();
  for (const buffer of [...program.buffers].sort((a, b) => bytes(b) - bytes(a))) {
    const lifetime = found(lifetimes, buffer.id);
    const isFree = ({ tenants }: (typeof shared)[number]): boolean =>
      tenants.every(({ first, last }) => last < lifetime.first || lifetime.last < first);
    let index = shared.findIndex(isFree);
    if (index < 0) index = shared.push({ plan: { perImage: bytes(buffer), name: buffer.id }, tenants: [] }) - 1;
    itemOf(shared, index).tenants.push(lifetime);
    indexOf.set(buffer.id, index);
  }
  return { buffers: shared.map(({ plan }) => plan), indexOf };
}
