import { boolean, required, type Kinds } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import { extent, padding } from '../kinds.ts';
import type { PoolLayer, SimpleLayer } from '../layer.ts';
import type { Problem } from '../problem.ts';
import { callerPosition, type SourcePosition } from '../source-position.ts';
import { toPair, toSides, type Extent, type Padding } from './pair.ts';

/** The windows of `maxPool`. */
export interface PoolOptions {
  /** Size of a window in pixels, for both directions or [vertical, horizontal]. */
  readonly kernel: Extent;
  /** Equal to the kernel by default, as in PyTorch. */
  readonly stride?: Extent;
  /**
   * Pixels added on each side: a number, [vertical, horizontal], or [top, right, bottom, left]; `'same'` for TensorFlow's,
   * as many as give ⌈H/stride⌉, an odd one below and to the right; 0. Before a map at most half of a window.
   */
  readonly padding?: Padding | 'same';
  /**
   * Rounds the size up instead of down, as PyTorch's `ceil_mode`: what is left at the end has a window of its own, unless it
   * would begin behind the map; false.
   */
  readonly ceilMode?: boolean;
}

/** The windows of `averagePool`. */
export interface AveragePoolOptions extends PoolOptions {
  /**
   * Whether padding counts as zeros in the mean; true by default, as in PyTorch. What `ceilMode` adds never does. In
   * TensorFlow no padding counts.
   */
  readonly countIncludePad?: boolean;
}

const windows: Kinds<PoolOptions> = { kernel: required(extent(1)), stride: extent(1), padding, ceilMode: boolean };

/**
 * The largest value of each window: N×C×H×W → N×C×H′×W′, H′ = ⌊(H + top + bottom − kernel)/stride⌋ + 1. Padding never
 * wins.
 */
export function maxPool(options: PoolOptions): PoolLayer {
  const position = callerPosition();
  return pool('maxPool', options, checkOptions('maxPool', options, windows, position), position);
}

/** The mean of each window: N×C×H×W → N×C×H′×W′, H′ = ⌊(H + top + bottom − kernel)/stride⌋ + 1. */
export function averagePool(options: AveragePoolOptions): PoolLayer {
  const position = callerPosition();
  return pool(
    'averagePool',
    options,
    checkOptions('averagePool', options, { ...windows, countIncludePad: boolean }, position),
    position,
  );
}

/** The mean over each channel's whole map: N×C×H×W → N×C×1×1. */
export function globalAveragePool(): SimpleLayer {
  const position = callerPosition();
  return makeLayer<SimpleLayer>({ kind: 'globalAveragePool', problems: [], ...(position ? { position } : {}) });
}

function pool(
  kind: PoolLayer['kind'],
  options: AveragePoolOptions,
  problems: readonly Problem[],
  position: SourcePosition | undefined,
): PoolLayer {
  const given: AveragePoolOptions = problems.length ? { kernel: 1 } : options;
  const { kernel, stride = kernel, padding: around = 0, ceilMode = false, countIncludePad = true } = given;
  return makeLayer<PoolLayer>({
    kind,
    kernel: toPair(kernel),
    stride: toPair(stride),
    padding: around === 'same' ? around : toSides(around),
    ceilMode,
    countIncludePad,
    problems,
    ...(position ? { position } : {}),
  });
}
