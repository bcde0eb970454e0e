import { filtersOfGradient } from './filters-of-gradient.ts';
import type { KernelShape } from './kernel-shape.ts';
import { operandsOf } from './operands.ts';
import type { PartialSums } from '@resnet-compile/plan/cpu';

/** Threads up to as many find enough parts; 12 falls into 2, 3, 4 and 6 equal shares. */
const mostParts = 12;

/** Bytes of a part that stay in the cache until they are added; larger filters are shared by their channels. */
const mostBytes = 192 * 1024;

/**
 * How a reduction over the batch is shared: each part of the images has sums of its own, which are then merged in their
 * order. The parts depend on the batch alone, so that results do not depend on the number of threads.
 */
export function partialSumsOf(shape: KernelShape): Omit<PartialSums, 'address'> | undefined {
  const { core, paddedChannels } = shape;
  const results = (floats: number): PartialSums['results'] =>
    operandsOf(shape).flatMap(({ role }, parameter) => (role === 'result' ? [[parameter, floats] as const] : []));
  switch (core.kind) {
    case 'channel_statistics':
      return { merge: 'moments', parts: mostParts, results: results(paddedChannels) };
    case 'channel_sums':
      return { merge: 'sum', parts: mostParts, results: results(paddedChannels) };
    case 'channel_filter_gradient':
      return { merge: 'sum', parts: mostParts, results: results(core.taps) };
    case 'filter_gradient':
    case 'grouped_filter_gradient': {
      const floats = filtersOfGradient(shape) ?? 0;
      return floats * 4 <= mostBytes ? { merge: 'sum', parts: mostParts, results: results(floats) } : undefined;
    }
    default:
      return undefined;
  }
}

/** Bytes that a call's partial sums take. */
export const partialSumsSize = ({ parts, results }: Pick<PartialSums, 'parts' | 'results'>): number =>
  parts * results.reduce((sum, [, floats]) => sum + floats * 4, 0);
