import { vectorsOf } from './kernel-shape.ts';
import type { FilterWindow } from '@resnet-compile/plan/webgpu';

/**
 * The input channels that a vector of four output channels reads. With one group all, and no more; with several, the
 * whole vectors that cover the groups of the four, as many for every vector so that one loop serves all: channels of
 * foreign groups meet zero filters.
 */
export function filterWindow(out: number, channels: number, groups: number): FilterWindow {
  const outPerGroup = out / groups;
  const inPerGroup = channels / groups;
  const panel = vectorsOf(out);
  if (groups === 1) return { rows: channels, outPerGroup, inPerGroup, last: 0, panel };
  const group = (channel: number): number => Math.floor(channel / outPerGroup);
  const spans = Array.from({ length: vectorsOf(out) }, (_, vector) => {
    const end = (group(Math.min(4 * vector + 3, out - 1)) + 1) * inPerGroup;
    return vectorsOf(end) - Math.floor((group(4 * vector) * inPerGroup) / 4);
  });
  const vectors = Math.max(...spans);
  return { rows: 4 * vectors, outPerGroup, inPerGroup, last: vectorsOf(channels) - vectors, panel };
}

/** The same for the positions of a tile after Winograd: groups of whole vectors, each with a panel of filters to itself. */
export function positionWindow(out: number, channels: number, positions: number): FilterWindow {
  const [outPerGroup, inPerGroup] = [out / positions, channels / positions];
  return { rows: inPerGroup, outPerGroup, inPerGroup, last: (channels - inPerGroup) / 4, panel: outPerGroup / 4 };
}
