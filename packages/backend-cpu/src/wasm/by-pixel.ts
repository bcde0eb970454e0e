import { accessesOf, type PixelCore } from '../kernel-shape.ts';
import type { KernelContext, RegisterTile } from './context.ts';
import type { EmitCore } from './emitters.ts';
import { emitEpilogue } from './epilogue.ts';
import { doWhile, get, i32, plus, set, type Code } from './instructions.ts';
import { panels } from './panels.ts';
import { PixelWalk } from './pixel-walk.ts';

/** Pixels outside, channels inside: what is not a convolution reads each value once. */
export const byPixel =
  <Core extends PixelCore>(
    emit: (context: KernelContext, core: Core, tile: RegisterTile, walk: PixelWalk) => Code,
  ): EmitCore<Core> =>
  (context, core) => {
    const { locals, shape } = context;
    const walk = new PixelWalk(locals, shape.map, accessesOf(shape));
    return [
      walk.start(context.first),
      doWhile(
        [
          set(context.channel, i32.const(0)),
          panels(context, shape.paddedChannels, 16, (vectors, isLast) => {
            const tile: RegisterTile = {
              values: [locals.many(vectors, 'v128')],
              offset: (access) => walk.offset(access),
            };
            return [
              emit(context, core, tile, walk),
              emitEpilogue(context, tile, isLast),
              set(context.channel, plus(get(context.channel), vectors * 16)),
            ];
          }),
          walk.step(),
        ],
        i32.ltU(walk.pixel, context.last),
      ),
    ];
  };
