import * as cores from '../cores/group-mean.ts';
import type { OpFunction } from './op-function.ts';

export const groupMean: OpFunction<'group_mean'> = ({ groups }, [x]) => cores.groupMean(x, groups);
