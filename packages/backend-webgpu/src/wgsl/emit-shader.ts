import { workgroupSize } from '@resnet-compile/plan/webgpu';
import { convolutionShape, inputGradientShape, isByLane, isConvolution } from '../convolution-shape.ts';
import { gridOf } from '../grid.ts';
import { vectorsOf, weightsOf, type CoreShape, type KernelShape } from '../kernel-shape.ts';
import { emitChannelConvolution, emitGroupMean } from './emit-along-channels.ts';
import { emitConvolution } from './emit-convolution.ts';
import { mixFunctions } from './emit-dropout.ts';
import { emitEpilogue } from './emit-epilogue.ts';
import { emitGroupedConvolution } from './emit-grouped-convolution.ts';
import { emitPad, emitPadGradient } from './emit-pad.ts';
import { emitRun } from './emit-pixels.ts';
import { emitMean, emitWorkgroupMean, meanMemory } from './emit-mean.ts';
import { emitPool } from './emit-window.ts';
import { emitWinogradInput, emitWinogradOutput, emitTilePixels } from './emit-winograd.ts';
import { emitWorkgroupConvolution } from './emit-workgroup-convolution.ts';
import { emitWorkgroupMemory } from './emit-workgroup-product.ts';
import { loadViewed } from './load-viewed.ts';
import { functionsOf } from './scalar-functions.ts';
import { emitDeclarations, emitRegisters, lines, u, value } from './text.ts';
import { emitInputGradient } from './training/emit-input-gradient.ts';
import { emitWorkgroupInputGradient } from './training/emit-workgroup-input-gradient.ts';
import { emitPixelsByPhase } from './training/emit-pixels-by-phase.ts';
import {
  emitAveragePoolGradient,
  emitMaxPoolGradient,
  emitSpread,
  emitUpsample,
} from './training/emit-pool-gradients.ts';

/**
 * The WGSL of one kernel shape. An invocation computes a tile of neighbouring pixels, counted through the whole batch, in
 * a few vectors of channels; neighbouring invocations take neighbouring channels, so that their filters and stores
 * are adjacent and their inputs the same. A tile at the end of the batch computes its last pixel several times.
 *
 * Lanes behind the last channel of a buffer hold zeros: so they come out of every core and step, as filters and vectors
 * are padded with zeros, and only a store of single lanes has to write them.
 */
export function emitShader(shape: KernelShape): string {
  const { tile, core } = shape;
  const main = tile.workgroup ? emitTogether(shape) : emitTile(shape);
  const epilogue = core.kind === 'winograd_input' ? '' : emitEpilogue(shape);
  return lines(
    (shape.half && weightsOf(shape)) || shape.buffers.some(({ element }) => element === 'vec4h' || element === 'f16')
      ? 'enable f16;'
      : '',
    emitBindings(shape),
    shape.steps.some(({ kind }) => kind === 'dropout') ? mixFunctions : '',
    functionsOf(lines(main, epilogue)),
    tile.workgroup ? (core.kind === 'mean' ? meanMemory : emitWorkgroupMemory(tile)) : '',
    `@compute @workgroup_size(${workgroupSize})`,
    'fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) lane: u32) {',
    main,
    epilogue,
    '}',
  );
}

/** What the invocations of a workgroup compute together. */
function emitTogether(shape: KernelShape): string {
  const { core, channels } = shape;
  if (core.kind === 'mean') return emitWorkgroupMean(core, shape);
  if (isConvolution(core)) return emitWorkgroupConvolution(convolutionShape(core, channels), shape);
  if (core.kind === 'input_gradient') return emitWorkgroupInputGradient(inputGradientShape(core, channels), shape);
  throw new Error(`a workgroup has no kernel of ${core.kind}`);
}

/** What one invocation computes by itself. */
function emitTile(shape: KernelShape): string {
  const { map, tile, core, channels } = shape;
  const { units, grain } = gridOf(shape);
  const perPixel = vectorsOf(channels) / tile.vectors;
  return lines(
    `let item = (workgroup.y * workgroups.x + workgroup.x) * ${u(workgroupSize)} + lane;`,
    `let c = item % ${u(perPixel)}${core.kind === 'winograd_input' || tile.vectors === 1 ? '' : ` * ${u(tile.vectors)}`};`,
    core.kind === 'input_gradient' && core.attributes.stride.some((stride) => stride > 1)
      ? emitPixelsByPhase(core.attributes, shape, perPixel)
      : [
          `let pixels = batch.x * ${u(units)};`,
          `let first = item / ${u(perPixel)} * ${u(grain)};`,
          'if (first >= pixels) { return; }',
          core.kind === 'winograd_output' ? emitTilePixels(core, map) : emitRun(map, tile.pixels),
        ],
    emitCore(core, shape),
  );
}

function emitBindings(shape: KernelShape): string {
  const { half, vectors, buffers } = shape;
  return emitDeclarations([
    '<uniform> batch: vec4u',
    ...(weightsOf(shape) ? [`<storage, read> weights: array<${half ? 'vec4h' : 'vec4f'}>`] : []),
    ...(vectors.in === 'tensors' && vectors.count
      ? [`<uniform> places: array<vec4u, ${Math.ceil(vectors.count / 4)}>`, '<storage, read> tensors: array<vec4f>']
      : []),
    ...buffers.map(
      ({ written, element }, index) => `<storage, ${written ? 'read_write' : 'read'}> b${index}: array<${element}>`,
    ),
  ]);
}

/** Each leaves its result in registers, but for transformed tiles, which are stored at once. */
function emitCore(core: CoreShape, shape: KernelShape): string {
  const { tile, map, channels } = shape;
  const registers = emitRegisters(tile);
  if (isConvolution(core)) {
    const convolution = convolutionShape(core, channels);
    const emit = isByLane(convolution) ? emitGroupedConvolution : emitConvolution;
    return lines(registers, emit(convolution, shape));
  }
  switch (core.kind) {
    case 'winograd_input':
      return emitWinogradInput(core, shape);
    case 'winograd_output':
      return emitWinogradOutput(core);
    case 'max_pool':
    case 'average_pool':
      return lines(registers, emitPool(core));
    case 'mean':
      return lines(registers, emitMean(core, shape));
    case 'group_mean':
      return lines(registers, emitGroupMean(core, shape));
    case 'channel_convolution':
      return lines(registers, emitChannelConvolution(core, shape));
    case 'copy':
      return lines(loadViewed(core.reads[0], { pixel: 0, vector: 'c', name: 'x' }), `var ${value(0, 0)} = x;`);
    case 'input_gradient':
      return lines(registers, emitInputGradient(inputGradientShape(core, channels), shape));
    case 'max_pool_gradient':
      return lines(registers, emitMaxPoolGradient(core));
    case 'average_pool_gradient':
      return lines(registers, emitAveragePoolGradient(core, map));
    case 'spread':
      return lines(registers, emitSpread(core, map));
    case 'upsample':
      return lines(registers, emitUpsample(core));
    case 'pad':
      return lines(registers, emitPad(core));
    case 'pad_gradient':
      return lines(registers, emitPadGradient(core, map));
  }
}
