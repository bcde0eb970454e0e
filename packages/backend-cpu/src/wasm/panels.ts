import { storesLanes } from './epilogue.ts';
import { repeat } from './convolution.ts';
import type { KernelContext } from './context.ts';
import type { Code } from './instructions.ts';

/** Code for one panel of as many vectors; the last may end with a vector that is not full. */
export type EmitPanel = (vectors: number, isLast: boolean) => Code;

/** Full panels in a loop, then the narrower rest. Where single lanes are stored, the last panel has code of its own. */
export function panels(context: KernelContext, channels: number, panel: number, emit: EmitPanel): Code {
  const rest = (channels % panel) / 4;
  const apart = rest === 0 && storesLanes(context.shape) ? 1 : 0;
  const full = Math.floor(channels / panel) - apart;
  return [
    full ? repeat(context, full, emit(panel / 4, false)) : [],
    apart ? emit(panel / 4, true) : [],
    rest ? emit(rest, true) : [],
  ];
}
