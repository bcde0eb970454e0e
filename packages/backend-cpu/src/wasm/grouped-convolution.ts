import { itemOf } from '@resnet-compile/ir';
import { accessesOf, type CoreShapeOf } from '../kernel-shape.ts';
import { multiplyAdd, sum, type KernelContext, type RegisterTile } from './context.ts';
import { eachTap } from './each-tap.ts';
import { emitEpilogue } from './epilogue.ts';
import { doWhile, get, i32, i32x4, plus, set, v128, type Code, type Local } from './instructions.ts';
import { channelsOf, loadLanes } from './lane-loads.ts';
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
    const [row = [], ...others] = rows.map((values) => values.slice(0, vectors));
    const tile: RegisterTile = { values: [row, ...others], offset: kept.offset };
    const sources = row.map((_, vector) => channelsOf(group, first + vector * 4));
    const turn = (offset: number, index: number): Code => [
      row.map((_, vector) => set(itemOf(filters, vector), v128.load(get(weights), (index * vectors + vector) * 16))),
      tile.values.map((values, pixel) =>
        values.map((value, vector) => {
          const x = loadLanes(get(itemOf(pointers, pixel)), offset, itemOf(sources, vector));
          return set(value, multiplyAdd(context, x, get(itemOf(filters, vector)), get(value)));
        }),
      ),
    ];
    return [
      tile.values.map((values) => values.map((value) => set(value, v128.zero))),
      eachTap(context, group, pointers, (offsets) => [
        offsets.map(turn),
        set(weights, plus(get(weights), offsets.length * vectors * 16)),
      ]),
      isLast ? tile.values.map((values) => clearBehind(shape.channels, itemOf(values, vectors - 1))) : [],
      emitEpilogue(context, tile, isLast),
      set(context.channel, plus(get(context.channel), vectors * 16)),
    ];
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
