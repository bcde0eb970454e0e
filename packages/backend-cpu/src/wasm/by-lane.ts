import type { KernelContext } from './context.ts';
import { f32Const, f32x4, get, i32, plus, set, whenElse, type Code, type Local } from './instructions.ts';

/**
 * Vectors lane by lane, for what is computed of other channels than its own: code that leaves in `into` the value of the
 * channel whose number is in `channel`. Lanes behind the last channel are zero.
 */
export function byLane(
  { shape: { channels, paddedChannels }, channel: panel }: KernelContext,
  values: readonly Local[],
  { channel, into }: { readonly channel: Local; readonly into: Local },
  emit: Code,
): Code {
  const isPadded = channels !== paddedChannels;
  return [
    set(channel, i32.shiftRight(get(panel), 2)),
    values.map((value) =>
      [0, 1, 2, 3].map((lane) => [
        isPadded ? whenElse(i32.ltU(get(channel), i32.const(channels)), emit, set(into, f32Const(0))) : emit,
        set(value, f32x4.replaceLane(get(value), lane, get(into))),
        set(channel, plus(get(channel), 1)),
      ]),
    ),
  ];
}
