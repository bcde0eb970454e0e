import { boolean, required, type Kinds } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import { extent } from '../kinds.ts';
import type { PoolLayer, SimpleLayer } from '../layer.ts';
import type { Problem } from '../problem.ts';
import { callerPosition, type SourcePosition } from '../source-position.ts';
import { toPair, type Extent } from './pair.ts';

/** The windows of `maxPool`. */
export interface PoolOptions {
  /** Size of a window in pixels, for both directions or [vertical, horizontal]. */
  readonly kernel: Extent;
  /** Equal to the kernel by default, as in PyTorch. */
  readonly stride?: Extent;
  /** Pixels added on each side; 0. */
  readonly padding?: Extent;
}

/** The windows of `averagePool`. */
export interface AveragePoolOptions extends PoolOptions {
  /** Whether padding counts as zeros in the mean; true by default, as in PyTorch. */
  readonly countIncludePad?: boolean;
}

const windows: Kinds<PoolOptions> = { kernel: required(extent(1)), stride: extent(1), padding: extent(0) };

/** The largest value of each window: N×C×H×W → N×C×H′×W′. Padding never wins. */
export function maxPool(options: PoolOptions): PoolLayer {
  const position = callerPosition();
  return pool('maxPool', options, checkOptions('maxPool', options, windows, position), position);
}

/** The mean of each window: N×C×H×W → N×C×H′×W′. */
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
  const { kernel, stride = kernel, padding = 0, countIncludePad = true } = problems.length ? { kernel: 1 } : options;
  return makeLayer<PoolLayer>({
    kind,
    kernel: toPair(kernel),
    stride: toPair(stride),
    padding: toPair(padding),
    countIncludePad,
    problems,
    ...(position ? { position } : {}),
  });
}
