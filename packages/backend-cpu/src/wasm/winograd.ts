import { found } from '@resnet-compile/ir';
import { winogradScratch } from '../winograd-scratch.ts';
import type { CoreShapeOf, KernelShape } from '../kernel-shape.ts';
import type { Role } from '../operands.ts';
import type { KernelContext } from './context.ts';
import { repeat } from './convolution.ts';
import { get, i32, plus, set, type Code, type Local } from './instructions.ts';
import { emitTiled } from './tiled.ts';
import { emitWinogradInput } from './winograd-input.ts';
import { emitWinogradOutput } from './winograd-output.ts';

type Winograd = CoreShapeOf<'winograd'>;

/**
 * A 3×3 convolution as Winograd's F(m×m, 3×3) (Lavin and Gray 2015), for the tiles from `first` up to `last` of the whole
 * batch: their inputs are transformed, (m + 2)² matrix products follow, one for each place of a transformed tile, and the
 * products are transformed back and go through the epilogue. What lies between stands in the thread's scratch memory.
 */
export function emitWinograd(context: KernelContext, core: Winograd): Code {
  const count = context.locals.add('i32');
  const scratch = winogradScratch(core, context.shape.paddedChannels);
  const at = (offset: number): Code => plus(context.address('scratch'), offset);
  return [
    emitWinogradInput(context, core, {
      matrices: at(scratch.inputs),
      step: scratch.inputStep,
      patch: at(scratch.patch),
    }),
    set(count, i32.sub(context.last, context.first)),
    emitProducts(
      context,
      core,
      get(count),
      [at(scratch.inputs), context.address('tensor'), at(scratch.products)],
      [scratch.inputStep, core.inChannels * core.filters * 4, scratch.productStep],
    ),
    emitWinogradOutput(context, core, {
      matrices: at(scratch.products),
      step: scratch.productStep,
      patch: at(scratch.patch),
    }),
  ];
}

/** Tiles × input channels times input × output channels, once for each place of a transformed tile. */
function emitProducts(
  context: KernelContext,
  { outputs, inChannels }: Winograd,
  count: Code,
  starts: readonly [Code, Code, Code],
  steps: readonly [number, number, number],
): Code {
  const {
    locals,
    shape: { paddedChannels },
  } = context;
  const [input, weights, result] = [locals.add('i32'), locals.add('i32'), locals.add('i32')];
  const walks = [
    { pointer: input, start: starts[0], step: steps[0] },
    { pointer: weights, start: starts[1], step: steps[1] },
    { pointer: result, start: starts[2], step: steps[2] },
  ];
  const [height, width] = context.shape.map;
  const tiles = Math.ceil(height / outputs) * Math.ceil(width / outputs);
  const row = (channels: number) => ({ x: channels * 4, y: 0, image: 0 });
  const core = {
    kind: 'convolution',
    reads: [{ access: row(inChannels) }],
    tensors: 1,
    results: 0,
    kernelRows: 1,
    rowStride: 0,
    pieces: 1,
    pieceStride: 0,
    run: inChannels,
    groups: 1,
    groupStride: 0,
  } as const;
  const shape: KernelShape = {
    map: [1, 2 ** 30],
    channels: paddedChannels,
    paddedChannels,
    core,
    steps: [{ kind: 'store', access: row(paddedChannels), sliced: false }],
  };
  const places: ReadonlyMap<Role, Local> = new Map([
    ['read', input],
    ['tensor', weights],
    ['write', result],
  ]);
  const product: KernelContext = {
    ...context,
    shape,
    address: (role) => get(found(places, role)),
    first: i32.const(0),
    last: count,
    channel: locals.add('i32'),
  };
  return [
    walks.map(({ pointer, start }) => set(pointer, start)),
    repeat(context, (outputs + 2) ** 2, [
      emitTiled(product, core, tiles),
      walks.map(({ pointer, step }) => set(pointer, plus(get(pointer), step))),
    ]),
  ];
}
