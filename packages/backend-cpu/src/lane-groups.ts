import { vector } from './access.ts';

/**
 * Whether groups share vectors of results, as those of a depthwise convolution do: then each lane reads the channels of
 * its own group, so that nothing is multiplied by filters that there are not.
 */
export const shareVectors = (groups: number, results: number): boolean =>
  groups > 1 && (results / groups) % vector !== 0;
