import type { OpFunction } from './op-function.ts';

export const detach: OpFunction<'detach'> = (_, [x]) => x;
