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
  const product =
    wanted(0) || wanted(3) ? append('channel_sum', { of: pointwise.centredProduct }, [dy, x, mean]) : undefined;
  const dGamma =
    product && wanted(3)
      ? append('map', { of: pointwise.batchNormScale(attributes.epsilon) }, [product, variance])
      : undefined;
  const dBeta = wanted(0) || wanted(4) ? append('channel_sum', { of: operand(0) }, [dy]) : undefined;
  const dx =
    product && dBeta && wanted(0)
      ? append('batch_norm_input_gradient', attributes, [dy, x, mean, variance, gamma, product, dBeta])
      : undefined;
  return [dx, undefined, undefined, dGamma, dBeta];
};
