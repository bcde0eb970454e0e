import { number, oneOf } from '@resnet-compile/options';

/** What decays: all parameters, as PyTorch does unless told otherwise, or tensors of two or more dimensions alone. */
export type Decay = 'all' | 'weights';

export const decayKinds = { weightDecay: number(0), decay: oneOf(['all', 'weights']) };
