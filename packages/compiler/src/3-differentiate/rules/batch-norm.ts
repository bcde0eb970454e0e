import { operand, pointwise } from '@resnet-compile/ir';
import type { GradientRule } from '../gradient-rule.ts';

/**
 * Through the batch's own mean and variance (Ioffe and Szegedy 2015, §3): dγ = Σ dy·x̂, dβ = Σ dy,
 * dx = γ/σ·(dy − dβ/M − x̂·dγ/M). The statistics take no gradient of their own.
 */
export const batchNormalize: GradientRule<'batch_normalize'> = (
  { inputs: [x, mean, variance, gamma], attributes },
  dy,
  append,
  wanted,
) => {
  const product = append('channel_sum', { of: pointwise.centredProduct }, [dy, x, mean]);
  const dGamma = append('map', { of: pointwise.batchNormScale(attributes.epsilon) }, [product, variance]);
  const dBeta = append('channel_sum', { of: operand(0) }, [dy]);
  const dx = wanted(0)
    ? append('batch_norm_input_gradient', attributes, [dy, x, mean, variance, gamma, product, dBeta])
    : undefined;
  return [dx, undefined, undefined, dGamma, dBeta];
};
