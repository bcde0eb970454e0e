import { describe } from 'vitest';
import { expectOracles } from './expect-oracle.ts';

describe('training in float64 equals PyTorch', () => {
  expectOracles(['cifar-preact29-bottleneck', 'cifar-resnext29-8x16']);
  // Four steps take half a minute; they agree too.
  expectOracles(['cifar-resnet56'], 1);
});
