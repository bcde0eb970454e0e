import { makeNetwork } from '../brand.ts';
import { withDefaults } from '../check-options.ts';
import type { Network } from '../network-description.ts';
import type { ResNetOptions } from '../resnet/options.ts';
import { resnet } from '../resnet/resnet.ts';
import { callerPosition } from '../source-position.ts';
import type { Overrides } from './architecture.ts';

const cifar = { stem: 'cifar', input: [3, 32, 32], classes: 10 } as const;

/** The CIFAR network of He et al. 2015 §4.2: depth 6n+2 (20, 32, 44, 56, 110, 1202), width 16, shortcut A. */
export const cifarResnet = (depth: number, options: Overrides = {}): Network =>
  ofDepth('cifarResnet', depth, 6, 2, (n) =>
    withDefaults({ ...cifar, stages: [n, n, n], block: 'basic', width: 16, shortcut: 'A' }, options),
  );

/** Its plain twin: the same layers without shortcuts. */
export const cifarPlain = (depth: number, options: Overrides = {}): Network =>
  cifarResnet(depth, withDefaults({ shortcut: 'none' }, options));

/** The pre-activated bottleneck network of He et al. 2016: depth 9n+2 (164, 1001). */
export const cifarPreactResnet = (depth: number, options: Overrides = {}): Network =>
  ofDepth('cifarPreactResnet', depth, 9, 2, (n) =>
    withDefaults({ ...cifar, stages: [n, n, n], block: 'bottleneck', variant: 'v2', width: 16 }, options),
  );

/** WRN-depth-k of Zagoruyko and Komodakis 2016: depth 6n+4 (16, 28, 40), k times as wide. */
export const wideResnet = (depth: number, k: number, options: Overrides = {}): Network =>
  ofDepth('wideResnet', depth, 6, 4, (n) =>
    withDefaults({ ...cifar, stages: [n, n, n], block: 'basic', variant: 'v2', stemWidth: 16, width: 16 * k }, options),
  );

function ofDepth(
  call: string,
  depth: number,
  layersPerBlock: number,
  rest: number,
  options: (n: number) => ResNetOptions,
): Network {
  const n = (depth - rest) / layersPerBlock;
  if (Number.isSafeInteger(n) && n >= 1) return resnet(options(n));
  const position = callerPosition();
  const nearest = Math.max(1, Math.round(n) || 1) * layersPerBlock + rest;
  const other = resnet(options(1));
  return makeNetwork({
    ...other,
    problems: [
      ...other.problems,
      {
        code: 'RC1102',
        message: `${call}: depth is ${depth}; expected ${layersPerBlock}n+${rest}`,
        hint: `the nearest is ${nearest}`,
        option: 'depth',
        ...(position ? { position } : {}),
      },
    ],
  });
}
