import type { ByLane } from '../kernel-shape.ts';
import type { KernelContext } from './context.ts';
import { repeat } from './convolution.ts';
import type { Code } from './instructions.ts';

/** Code for the panel of as many vectors from channel `first` on; the last may end with a vector that is not full. */
type EmitPanel = (vectors: number, first: number, isLast: boolean) => Code;

/**
 * Panels of channels where groups begin in other lanes of each, up to where a group begins a panel again: these in a
 * loop, which `advance` takes to the channels that the next of them read, then the rest.
 */
export function lanePanels(
  context: KernelContext,
  { reads, results }: ByLane,
  emit: EmitPanel,
  advance: (bytes: number) => Code,
): Code {
  const {
    variant: { tile },
    shape: { channels, paddedChannels },
  } = context;
  const period = commonMultiple(results, tile.channels);
  // The last vector has code of its own where it is not full.
  const full = Math.floor((paddedChannels - (channels % 4 ? 1 : 0)) / period);
  const upTo = (end: number, isLast: boolean): Code =>
    Array.from({ length: Math.ceil(end / tile.channels) }, (_, panel) => {
      const first = panel * tile.channels;
      const width = Math.min(tile.channels, end - first);
      return emit(width / 4, first, isLast && first + width === end);
    });
  const rest = paddedChannels - full * period;
  return [
    full ? repeat(context, full, [upTo(period, false), advance((period / results) * reads * 4)]) : [],
    rest ? upTo(rest, true) : [],
  ];
}

const commonMultiple = (a: number, b: number): number => {
  let multiple = a;
  while (multiple % b !== 0) multiple += a;
  return multiple;
};
