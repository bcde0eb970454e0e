import { total as sum } from '../values.ts';
import type { OpFunction } from './op-function.ts';

export const expand: OpFunction<'expand'> = ({ channels }, [one]) => ({
  shape: [channels],
  data: Float64Array.from({ length: channels }, () => one.data[0]!),
});

export const total: OpFunction<'total'> = (_, [x]) => sum(x);
