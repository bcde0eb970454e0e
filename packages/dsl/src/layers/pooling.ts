import { makeLayer } from '../brand.ts';
import { boolean, checkOptions, extent, type Expectation } from '../check-options.ts';
import type { PoolLayer, SimpleLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';
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

const windows = { kernel: extent(1), stride: extent(1), padding: extent(0) };

/** The largest value of each window: N×C×H×W → N×C×H′×W′. Padding never wins. */
export const maxPool = (options: PoolOptions): PoolLayer => pool('maxPool', options, windows);

/** The mean of each window: N×C×H×W → N×C×H′×W′. */
export const averagePool = (options: AveragePoolOptions): PoolLayer =>
  pool('averagePool', options, { ...windows, countIncludePad: boolean });

/** The mean over each channel's whole map: N×C×H×W → N×C×1×1. */
export function globalAveragePool(): SimpleLayer {
  const position = callerPosition();
  return makeLayer<SimpleLayer>({ kind: 'globalAveragePool', problems: [], ...(position ? { position } : {}) });
}

function pool(kind: PoolLayer['kind'], options: AveragePoolOptions, expectations: Readonly<Record<string, Expectation>>): PoolLayer {
  const position = callerPosition();
  const problems = checkOptions(kind, options, expectations, position, ['kernel']);
  const { kernel, stride = kernel, padding = 0, countIncludePad = true } = problems.length ? { kernel: 1 } : options;
  return makeLayer<PoolLayer>({
    kind, kernel: toPair(kernel), stride: toPair(stride), padding: toPair(padding), countIncludePad, problems, ...(position ? { position } : {}),
  });
}
