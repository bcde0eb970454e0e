import type { Values } from '../values.ts';

interface Decay {
  /** λ of the weight decay. */
  readonly weightDecay: number;
  /** What decays: every parameter, or weights alone, which are tensors of two or more dimensions. */
  readonly decay: 'all' | 'weights';
}

export interface Sgd extends Decay {
  readonly kind: 'sgd';
  /** μ */
  readonly momentum: number;
  readonly nesterov: boolean;
}

export interface AdamW extends Decay {
  readonly kind: 'adamW';
  readonly betas: readonly [number, number];
  readonly epsilon: number;
}

export type Optimizer = Sgd | AdamW;

/** Momentum 0.9 and weight decay 1e-4 on all parameters by default, as the papers trained. */
export const sgd = ({
  momentum = 0.9,
  nesterov = false,
  weightDecay = 1e-4,
  decay = 'all',
}: Partial<Omit<Sgd, 'kind'>> = {}): Sgd => ({ kind: 'sgd', momentum, nesterov, weightDecay, decay });

/** PyTorch's defaults. */
export const adamW = ({
  betas = [0.9, 0.999],
  epsilon = 1e-8,
  weightDecay = 1e-2,
  decay = 'all',
}: Partial<Omit<AdamW, 'kind'>> = {}): AdamW => ({ kind: 'adamW', betas, epsilon, weightDecay, decay });

/** What one update of one parameter takes; `step` counts from 1. */
export interface Update {
  readonly parameter: Values;
  readonly gradient: Values;
  /** The optimiser's memory of this parameter: SGD's velocity, AdamW's two moments; zeros at first. */
  readonly moments: readonly Values[];
  readonly learningRate: number;
  readonly step: number;
}

export interface Updated {
  readonly parameter: Values;
  readonly moments: readonly Values[];
}

/** λ of one parameter. */
export const decayOf = ({ weightDecay, decay }: Decay, { shape }: Values): number =>
  decay === 'all' || shape.length >= 2 ? weightDecay : 0;
