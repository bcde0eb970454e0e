import { itemOf, leading, viewOf, type BufferDeclaration, type Kernel, type Read } from '@resnet-compile/ir';
import type { Operand } from './operands.ts';
import type { Phase } from './phase.ts';
import type { Linear } from '@resnet-compile/plan/cpu';
import { bytesTo } from './read-shape.ts';
import type { Places } from './weights-region.ts';

/** Where a buffer's pixel lies, `bytes` further. */
export type PixelAddress = (buffer: string, bytes?: number) => Linear;

/** The addresses of one call, in the order of its operands; `places`: of those that do not lie in the arena. */
export function addressesOf(
  { core, epilogue }: Kernel,
  operands: readonly Operand[],
  bufferOf: (id: string) => BufferDeclaration,
  pixelOf: PixelAddress,
  places: Places,
  phase?: Phase,
): readonly Linear[] {
  // Of a phase of an input gradient, the result's first pixel is (y, x).
  const [y, x] = [phase?.y ?? 0, phase?.x ?? 0];
  const viewed = (read: Read): Linear => {
    const { stride, before } = viewOf(read);
    return pixelOf(read.buffer, bytesTo(bufferOf(read.buffer), y * stride[0], x * stride[1]) - before * 4);
  };
  /** The core's windows begin at a corner of their own. */
  const corner = ([row, column]: readonly [number, number], { buffer }: Read): Linear =>
    pixelOf(buffer, bytesTo(bufferOf(buffer), row, column));
  const ofCore = (place: number): Linear => {
    const read = itemOf<Read>(core.reads, place);
    if (phase) return corner(phase.first, read);
    if (core.kind === 'convolution' || (core.kind === 'filter_gradient' && place === 1)) {
      const [top, left] = leading(core.attributes.padding);
      return corner([-top, -left], read);
    }
    return viewed(read);
  };
  const addresses: Linear[] = [];
  for (const [index, { part, role, place }] of operands.entries()) {
    const known = places[index];
    if (role === 'scratch') continue;
    else if (known !== undefined) addresses.push([known, 0]);
    else if (part === 'core') addresses.push(ofCore(place));
    else {
      const step = itemOf(epilogue, part);
      if (step.kind !== 'store') addresses.push(viewed(itemOf<Read>(step.reads, place)));
      else {
        const [buffer] = step.writes;
        addresses.push(pixelOf(buffer, bytesTo(bufferOf(buffer), y, x) + step.attributes.channel * 4));
      }
    }
  }
  return addresses;
}
