import { vector } from './access.ts';

/**
 * Whether groups are computed side by side: those that share vectors of results, as of a depthwise convolution, where each
 * lane reads the channels of its own group, and those that are narrow, which alone would fill no register tile. 32 groups
 * of 4 channels on 56×56 pixels: 1.12 ms one after the other, 0.65 ms side by side; the gradient of the filters of 32 groups
 * of 8 on 28×28, whose tiles take taps beside channels: 5.0 and 1.8 ms.
 */
export const sideBySide = (groups: number, results: number, narrow = vector): boolean =>
  groups > 1 && (results / groups <= narrow || (results / groups) % vector !== 0);
