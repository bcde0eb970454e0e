import { describe } from 'vitest';
import { expectOracles } from './expect-oracle.ts';

describe('training in float64 equals PyTorch', () => {
  // All four steps of these take three minutes, and agree as well: their changes within 1e-12.
  expectOracles(
    [
      'cifar-resnet20-B',
      'cifar-resnet20',
      'cifar-plain20',
      'cifar-resnet56',
      'cifar-preact29-bottleneck',
      'cifar-resnext29-8x16',
    ],
    process.env['RESNET_COMPILE_THOROUGH'] === '1' ? undefined : 1,
  );
});
