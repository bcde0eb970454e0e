import { itemOf } from '@resnet-compile/ir';
import type { CoreShapeOf } from '../kernel-shape.ts';
import type { KernelContext } from './context.ts';
import { eachTap } from './each-tap.ts';
import { advance, emitStrips, emitTile, tileRows, type TileRow } from './filter-gradient-strips.ts';
import { get, set, type Code } from './instructions.ts';
import { channelsOf, loadLanes } from './lane-loads.ts';
import { lanePanels } from './lane-panels.ts';

/** The gradient of filters whose groups share vectors: on a register tile of taps × output channels. */
export function emitGroupedFilterGradient(context: KernelContext, core: CoreShapeOf<'grouped_filter_gradient'>): Code {
  const { group } = core;
  return emitStrips(context, core, (at, rows) => {
    const panel = (vectors: number, first: number): Code => {
      const sources = Array.from({ length: vectors }, (_, vector) => channelsOf(group, first + vector * 4));
      const tap = (offset: number): TileRow => {
        return (x, bytes) => ({ value: (vector) => loadLanes(x, bytes + offset, itemOf(sources, vector)) });
      };
      return [
        set(at.x, get(at.xTap)),
        eachTap(context, group, [at.x], (offsets) => {
          const tiles = Math.ceil(offsets.length / tileRows);
          const start = (tile: number): number => Math.floor((tile * offsets.length) / tiles);
          return Array.from({ length: tiles }, (_, tile) => {
            const taps = offsets.slice(start(tile), start(tile + 1)).map(tap);
            return emitTile(context, core, at, rows, taps, vectors);
          });
        }),
        advance(at.dyPanel, vectors * 16),
      ];
    };
    return lanePanels(context, group, panel, (bytes) => advance(at.xTap, bytes));
  });
}
