import { describe } from 'vitest';
import { expectOracles } from './expect-oracle.ts';

describe('training in float64 equals PyTorch', () => expectOracles(['cifar-resnet20', 'cifar-resnet20-B', 'cifar-plain20']));
