import { total as sum } from '../values.ts';
import type { OpFunction } from './op-function.ts';

export const expand: OpFunction<'expand'> = ({ channels }, [one]) => ({
  shape: [channels],
  data: new Float64Array(channels).fill(one.data.at(0) ?? NaN),
});

export const total: OpFunction<'total'> = (_, [x]) => sum(x);
