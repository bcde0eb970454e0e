import { zeros, type Values } from '../values.ts';

/** In each channel's place the mean of its group: of N×C×1×1. */
export function groupMean(x: Values, groups: number): Values {
  const [batch = 1, channels = 1] = x.shape;
  const size = channels / groups;
  const result = zeros(...x.shape);
  for (let group = 0; group < batch * groups; group++) {
    const [from, to] = [group * size, (group + 1) * size];
    result.data.fill(x.data.subarray(from, to).reduce((sum, value) => sum + value, 0) / size, from, to);
  }
  return result;
}
