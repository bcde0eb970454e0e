import { accessesOf, type KernelShape, type PixelCore } from '../kernel-shape.ts';
import { operandsOf } from '../operands.ts';
import type { Variant } from '../variants.ts';
import { makeContext, sum, type KernelContext, type RegisterTile } from './context.ts';
import { Locals, wasmFunction, type WasmFunction } from './encode-module.ts';
import { emitEpilogue } from './epilogue.ts';
import { doWhile, f32Const, f32x4, get, i32, plus, set, v128, type Code } from './instructions.ts';
import { emitFilterGradient } from './filter-gradient.ts';
import { panels, type EmitPanel } from './panels.ts';
import { PixelWalk } from './pixel-walk.ts';
import { emitPoolGradient, emitUpsample } from './pool-gradients.ts';
import { emitStatistics } from './statistics.ts';
import { emitSums } from './sums.ts';
import { emitTiled } from './tiled.ts';
import { emitMean, emitPool } from './window.ts';
import { emitWinograd } from './winograd.ts';
import { emitWinogradFilters } from './winograd-filters.ts';

/** One kernel: `(addresses…, first, last)` computes the pixels, or tiles of pixels, from `first` up to `last` of the whole batch. */
export function emitKernel(shape: KernelShape, variant: Variant): WasmFunction {
  const parameters = operandsOf(shape).length + 2;
  const locals = new Locals(parameters);
  const context = makeContext(shape, locals, variant);
  const body = emitBody(context, shape);
  return wasmFunction(parameters, locals, [context.constants.definitions(), body]);
}

function emitBody(context: KernelContext, { core, map: [height, width], paddedChannels }: KernelShape): Code {
  switch (core.kind) {
    case 'convolution':
      return emitTiled(context, core, height * width);
    case 'winograd':
      return emitWinograd(context, core);
    case 'winograd_filters':
      return emitWinogradFilters(context, core);
    case 'filter_gradient':
      return emitFilterGradient(context, core);
    case 'channel_statistics':
      return emitPanels(context, paddedChannels, (vectors) => emitStatistics(context, core, vectors));
    case 'channel_sums':
      return emitPanels(context, paddedChannels, (vectors) => emitSums(context, core, vectors));
    default:
      return emitByPixel(context, core);
  }
}

/** A reduction's channels, two vectors at a time: its sums stay in registers. */
const emitPanels = (context: KernelContext, channels: number, emit: (vectors: number) => Code): Code => [
  set(context.channel, i32.const(0)),
  panels(context, channels, 8, (vectors) => [
    emit(vectors),
    set(context.channel, plus(get(context.channel), vectors * 16)),
  ]),
];

/** Pixels outside, channels inside: what is not a convolution reads each value once. */
function emitByPixel(context: KernelContext, core: PixelCore): Code {
  const { locals, shape } = context;
  const walk = new PixelWalk(locals, shape.map, accessesOf(shape));
  const tile: EmitPanel = (vectors, isLast) => {
    const registers: RegisterTile = { values: [locals.many(vectors, 'v128')], offset: (access) => walk.offset(access) };
    return [
      emitCore(context, core, registers, walk),
      emitEpilogue(context, registers, isLast),
      set(context.channel, plus(get(context.channel), vectors * 16)),
    ];
  };
  return [
    walk.start(context.first),
    doWhile(
      [set(context.channel, i32.const(0)), panels(context, shape.paddedChannels, 16, tile), walk.step()],
      i32.ltU(walk.pixel, context.last),
    ),
  ];
}

function emitCore(context: KernelContext, core: PixelCore, tile: RegisterTile, walk: PixelWalk): Code {
  switch (core.kind) {
    case 'max_pool':
    case 'average_pool':
      return emitPool(context, core, tile, walk);
    case 'mean':
      return emitMean(context, core, tile);
    case 'max_pool_gradient':
    case 'average_pool_gradient':
      return emitPoolGradient(context, core, tile, walk);
    case 'upsample':
      return emitUpsample(context, core, tile, walk);
    case 'spread':
      return tile.values[0].map((value, vector) => {
        const loaded = v128.load(
          sum(context.address('read'), tile.offset(core.reads[0].access, 0), get(context.channel)),
          vector * 16,
        );
        return set(value, f32x4.mul(loaded, f32x4.splat(f32Const(core.factor))));
      });
    case 'copy': {
      const [{ access, masked, repeated }] = core.reads;
      const from = sum(context.address('read'), tile.offset(access, 0));
      return tile.values[0].map((value, vector) => {
        if (repeated) return set(value, v128.load32Splat(from));
        const loaded = v128.load(sum(from, get(context.channel)), vector * 16);
        const mask = (): Code => v128.load(sum(context.address('mask'), get(context.channel)), vector * 16);
        return set(value, masked ? v128.and(loaded, mask()) : loaded);
      });
    }
  }
}
