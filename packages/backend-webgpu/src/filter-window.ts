import { vectorsOf } from './kernel-shape.ts';

/**
 * How filters lie: [panel][kh][kw][row][output channel of the panel, padded to vectors], a row for each input channel of
 * the group, so that there are none of foreign groups.
 */
export interface FilterWindow {
  readonly rows: number;
  readonly outPerGroup: number;
  /** Vectors whose filters lie side by side. */
  readonly panel: number;
}

export const filterWindow = (out: number, channels: number, groups: number): FilterWindow => ({
  rows: channels / groups,
  outPerGroup: out / groups,
  panel: vectorsOf(out),
});

/** The same for the positions of a tile after Winograd: groups of whole vectors, each with a panel of filters to itself. */
export function positionWindow(out: number, channels: number, positions: number): FilterWindow {
  const outPerGroup = out / positions;
  return { rows: channels / positions, outPerGroup, panel: outPerGroup / 4 };
}

/** Whether groups are whole vectors of what is read and of what comes out. */
export const isOfVectors = ({ rows, outPerGroup }: FilterWindow): boolean => rows % 4 === 0 && outPerGroup % 4 === 0;

/** One channel a group, of both. */
export const isDepthwise = ({ rows, outPerGroup }: FilterWindow): boolean => rows === 1 && outPerGroup === 1;
