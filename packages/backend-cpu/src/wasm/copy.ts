import type { CoreShapeOf } from '../kernel-shape.ts';
import { sum, type KernelContext, type RegisterTile } from './context.ts';
import { get, set, v128, type Code } from './instructions.ts';

/** The values as they are, or none where channels are left out. */
export function emitCopy(
  context: KernelContext,
  { reads: [{ access, masked, repeated }] }: CoreShapeOf<'copy'>,
  { values: [values], offset }: RegisterTile,
): Code {
  const from = sum(context.address('read'), offset(access, 0));
  return values.map((value, vector) => {
    if (repeated) return set(value, v128.load32Splat(from));
    const loaded = v128.load(sum(from, get(context.channel)), vector * 16);
    const mask = (): Code => v128.load(sum(context.address('mask'), get(context.channel)), vector * 16);
    return set(value, masked ? v128.and(loaded, mask()) : loaded);
  });
}
