import { itemOf } from '@resnet-compile/ir';
import { accessesOf, tapsOf, type CoreShapeOf } from '../kernel-shape.ts';
import { multiplyAdd, sum, type KernelContext, type RegisterTile } from './context.ts';
import { eachTap } from './each-tap.ts';
import { emitEpilogue } from './epilogue.ts';
import { doWhile, get, i32, i32x4, plus, set, v128, type Code, type Local } from './instructions.ts';
import { channelsOf, loadLanes, vectorsOfTile } from './lane-loads.ts';
import { lanePanels } from './lane-panels.ts';
import { PixelWalk } from './pixel-walk.ts';
import { keepOffsets } from './tiled.ts';

/**
 * A convolution whose groups share vectors, such as a depthwise one: every lane of a vector of filters meets the input of
 * its own group. Pixels outside, channels inside, since filters are few and each value is read for a group alone: the
 * input comes through the cache once.
 */
export function emitGroupedConvolution(
  context: KernelContext,
  { group, reads }: CoreShapeOf<'grouped_convolution'>,
): Code {
  const { locals, shape, variant } = context;
  const walk = new PixelWalk(locals, shape.map, accessesOf(shape));
  const { pixels, channels } = variant.tile;
  const kept = keepOffsets(context, walk, pixels, context.last);
  const pointers = locals.many(pixels, 'i32');
  const weights = locals.add('i32');
  const rows = pointers.map(() => locals.many(channels / 4, 'v128'));
  const filters = locals.many(channels / 4, 'v128');

  const panel = (vectors: number, first: number, isLast: boolean): Code => {
    const sources = Array.from({ length: vectors }, (_, vector) => channelsOf(group, first + vector * 4));
    const together = vectorsOfTile(sources);
    const panelBytes = tapsOf(group) * vectors * 16;
    const part = (from: number): Code => {
      const [row = [], ...others] = rows.map((values) => values.slice(0, Math.min(together, vectors - from)));
      const tile: RegisterTile = { values: [row, ...others], offset: kept.offset };
      const turn = (offset: number, index: number): Code => [
        row.map((_, vector) =>
          set(itemOf(filters, vector), v128.load(get(weights), (index * vectors + from + vector) * 16)),
        ),
        tile.values.map((values, pixel) =>
          values.map((value, vector) => {
            const x = loadLanes(get(itemOf(pointers, pixel)), offset, itemOf(sources, from + vector));
            return set(value, multiplyAdd(context, x, get(itemOf(filters, vector)), get(value)));
          }),
        ),
      ];
      const endsPanel = from + row.length === vectors;
      return [
        tile.values.map((values) => values.map((value) => set(value, v128.zero))),
        eachTap(context, group, pointers, (offsets) => [
          offsets.map(turn),
          set(weights, plus(get(weights), offsets.length * vectors * 16)),
        ]),
        endsPanel ? [] : set(weights, plus(get(weights), -panelBytes)),
        isLast && endsPanel
          ? tile.values.map((values) => clearBehind(shape.channels, itemOf(values, row.length - 1)))
          : [],
        emitEpilogue(context, tile, isLast && endsPanel),
        set(context.channel, plus(get(context.channel), row.length * 16)),
      ];
    };
    return Array.from({ length: Math.ceil(vectors / together) }, (_, index) => part(index * together));
  };
  return [
    walk.start(context.first),
    doWhile(
      [
        kept.gather,
        set(weights, context.address('tensor')),
        set(context.channel, i32.const(0)),
        pointers.map((pointer, pixel) =>
          set(pointer, sum(context.address('read'), kept.offset(reads[0].access, pixel))),
        ),
        lanePanels(context, group, panel, (bytes) =>
          pointers.map((pointer) => set(pointer, plus(get(pointer), bytes))),
        ),
      ],
      kept.more,
    ),
  ];
}

/** Lanes behind the last channel read what lies there, which may be infinite: no zero filter would help. */
const clearBehind = (channels: number, value: Local): Code =>
  channels % 4
    ? set(value, v128.and(get(value), i32x4.const([0, 1, 2, 3].map((lane) => (lane < channels % 4 ? -1 : 0)))))
    : [];
