import { sumOf } from '../values.ts';
import type { OpFunction } from './op-function.ts';

export const filterSum: OpFunction<'filter_sum'> = (_, [first, second]) => sumOf(first, second);
