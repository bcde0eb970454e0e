import { describe } from 'vitest';
import { expectOracles } from './expect-oracle.ts';

describe('training in float64 equals PyTorch', () => {
  // All four steps of these take three minutes, and agree as well: their changes within 1e-12.
  const thorough = process.env['RESNET_COMPILE_THOROUGH'] === '1';
  const quick = ['cifar-resnet20-B'];
  const others = [
    'cifar-preact29-bottleneck',
    'cifar-resnet20',
    'cifar-plain20',
    'cifar-resnet56',
    'cifar-resnext29-8x16',
  ];
  expectOracles(thorough ? [...quick, ...others] : quick, thorough ? undefined : 1);
});
