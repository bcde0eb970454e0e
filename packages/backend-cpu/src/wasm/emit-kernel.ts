import type { Access } from '../access.ts';
import { addressNames, type CoreShape, type KernelShape, type PixelCore } from '../kernel-shape.ts';
import type { Variant } from '../variants.ts';
import { makeContext, sum, type KernelContext, type RegisterTile } from './context.ts';
import { emitConvolution, repeat } from './convolution.ts';
import { Locals, type WasmFunction } from './encode-module.ts';
import { emitEpilogue, storesLanes } from './epilogue.ts';
import { doWhile, f32Const, f32x4, get, i32, plus, set, v128, when, type Code, type Local } from './instructions.ts';
import { emitFilterGradient } from './filter-gradient.ts';
import { keyOf, PixelWalk } from './pixel-walk.ts';
import { emitPoolGradient, emitUpsample } from './pool-gradients.ts';
import { emitStatistics, emitSums } from './reductions.ts';
import { emitMean, emitPool } from './window.ts';

/** One kernel: `(addresses…, first, last)` computes the pixels from `first` up to `last` of the whole batch. */
export function emitKernel(shape: KernelShape, variant: Variant): WasmFunction {
  const parameters = addressNames(shape).length + 2;
  const locals = new Locals(parameters);
  const context = makeContext(shape, locals, variant);
  const body = emitBody(context, shape);
  return { parameters, locals, body };
}

function emitBody(context: KernelContext, { core, paddedChannels }: KernelShape): Code {
  switch (core.kind) {
    case 'convolution': return emitTiled(context, core);
    case 'filter_gradient': return emitFilterGradient(context, core);
    case 'channel_statistics': return emitPanels(context, paddedChannels, (vectors) => emitStatistics(context, core, vectors));
    case 'gradient_sums': return emitPanels(context, paddedChannels, (vectors) => emitSums(context, core, vectors));
    default: return emitByPixel(context, core);
  }
}

/** A reduction's channels, two vectors at a time: its sums stay in registers. */
const emitPanels = (context: KernelContext, channels: number, emit: (vectors: number) => Code): Code => [
  set(context.channel, i32.const(0)),
  panels(context, channels, 8, (vectors) => [emit(vectors), set(context.channel, plus(get(context.channel), vectors * 16))]),
];

const accessesOf = ({ core, steps }: KernelShape): readonly Access[] => [core.access, ...('source' in core && core.source ? [core.source] : []), ...steps.flatMap((step) => ('access' in step ? [step.access] : []))];

/** Channels outside, pixels inside: a panel of filters stays in the cache while the block's pixels pass. */
function emitTiled(context: KernelContext, core: Extract<CoreShape, { kind: 'convolution' }>): Code {
  const { locals, shape } = context;
  const panelStart = locals.add('i32');
  const weights = locals.add('i32');
  const group = locals.add('i32');
  const { pixels: tilePixels, channels: tileChannels } = context.variant.tile;
  const perGroup = shape.paddedChannels / core.groups;
  const walk = new PixelWalk(locals, shape.map, accessesOf(shape));
  const tile: EmitPanel = (vectors, isLast) => {
    const values = Array.from({ length: tilePixels }, () => locals.many(vectors, 'v128'));
    const kept = keepOffsets(context, walk, tilePixels);
    const registers: RegisterTile = { values, offset: kept.offset };
    const panelBytes = core.kernelRows * core.pieces * core.run * vectors * 16;
    return [
      walk.start(context.first),
      doWhile([
        kept.gather,
        set(weights, get(panelStart)),
        emitConvolution(context, core, registers, weights, get(group)),
        emitEpilogue(context, registers, isLast),
      ], kept.more),
      set(panelStart, plus(get(panelStart), panelBytes)),
      set(context.channel, plus(get(context.channel), vectors * 16)),
    ];
  };
  return [
    set(panelStart, context.address('weights')),
    set(context.channel, i32.const(0)),
    set(group, i32.const(0)),
    repeat(context, core.groups, [panels(context, perGroup, tileChannels, tile), set(group, plus(get(group), core.groupStride))]),
  ];
}

/** Code for one panel of as many vectors; the last may end with a vector that is not full. */
type EmitPanel = (vectors: number, isLast: boolean) => Code;

/** Full panels in a loop, then the narrower rest. Where single lanes are stored, the last panel has code of its own. */
function panels(context: KernelContext, channels: number, panel: number, emit: EmitPanel): Code {
  const rest = (channels % panel) / 4;
  const apart = rest === 0 && storesLanes(context.shape) ? 1 : 0;
  const full = Math.floor(channels / panel) - apart;
  return [full ? repeat(context, full, emit(panel / 4, false)) : [], apart ? emit(panel / 4, true) : [], rest ? emit(rest, true) : []];
}

/**
 * The offsets of each pixel of a tile. Behind the last pixel of the range they stay, so that the last tile computes that
 * one several times instead of touching memory that is not its own.
 */
function keepOffsets({ locals, shape, last }: KernelContext, walk: PixelWalk, pixels: number) {
  const accesses = new Map(accessesOf(shape).map((access) => [keyOf(access), access]));
  const kept = new Map([...accesses.keys()].map((key) => [key, locals.many(pixels, 'i32')]));
  const more = locals.add('i32');
  const keep = (pixel: number): Code => [...accesses].map(([key, access]) => set(kept.get(key)![pixel]!, walk.offset(access)));
  const gather = Array.from({ length: pixels }, (_, pixel) => [
    keep(pixel),
    pixel === pixels - 1 ? [set(more, i32.ltU(plus(walk.pixel, 1), last)), when(get(more), walk.step())] : when(i32.ltU(plus(walk.pixel, 1), last), walk.step()),
  ]);
  return { gather, more: get(more), offset: (access: Access, pixel: number): Code => get(kept.get(keyOf(access))![pixel]!) };
}

/** Pixels outside, channels inside: what is not a convolution reads each value once. */
function emitByPixel(context: KernelContext, core: PixelCore): Code {
  const { locals, shape } = context;
  const walk = new PixelWalk(locals, shape.map, accessesOf(shape));
  const tile: EmitPanel = (vectors, isLast) => {
    const registers: RegisterTile = { values: [locals.many(vectors, 'v128')], offset: (access) => walk.offset(access) };
    return [emitCore(context, core, registers, walk), emitEpilogue(context, registers, isLast), set(context.channel, plus(get(context.channel), vectors * 16))];
  };
  return [
    walk.start(context.first),
    doWhile([
      set(context.channel, i32.const(0)),
      panels(context, shape.paddedChannels, 16, tile),
      walk.step(),
    ], i32.ltU(walk.pixel, context.last)),
  ];
}

function emitCore(context: KernelContext, core: PixelCore, tile: RegisterTile, walk: PixelWalk): Code {
  switch (core.kind) {
    case 'max_pool':
    case 'average_pool': return emitPool(context, core, tile, walk);
    case 'mean': return emitMean(context, core, tile);
    case 'max_pool_gradient':
    case 'average_pool_gradient': return emitPoolGradient(context, core, tile, walk);
    case 'upsample': return emitUpsample(context, core, tile, walk);
    case 'spread': return tile.values[0]!.map((value: Local, vector) => {
      const loaded = v128.load(sum(context.address('input'), tile.offset(core.access, 0), get(context.channel)), vector * 16);
      return set(value, f32x4.mul(loaded, f32x4.splat(f32Const(core.factor))));
    });
    case 'copy': return tile.values[0]!.map((value: Local, vector) => {
      const loaded = v128.load(sum(context.address('input'), tile.offset(core.access, 0), get(context.channel)), vector * 16);
      return set(value, core.masked ? v128.and(loaded, v128.load(sum(context.address('mask'), get(context.channel)), vector * 16)) : loaded);
    });
  }
}
