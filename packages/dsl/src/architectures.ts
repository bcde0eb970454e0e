import { makeNetwork } from './brand.ts';
import { withDefaults } from './check-options.ts';
import type { Network } from './network-description.ts';
import { resnet } from './resnet/resnet.ts';
import type { ResNetOptions } from './resnet/options.ts';
import { callerPosition } from './source-position.ts';

type Overrides = Partial<ResNetOptions>;
type Architecture = (options?: Overrides) => Network;

const architecture =
  (defaults: ResNetOptions): Architecture =>
  (options = {}) =>
    resnet(withDefaults(defaults, options));

// Torchvision's ten.
/** ResNet-18: 18 layers in basic blocks, 11.7 M parameters; N×3×224×224 → N×1000 (He et al. 2015, table 1). `options` change something of it. */
export const resnet18 = architecture({ stages: [2, 2, 2, 2], block: 'basic' });
/** ResNet-34: 34 layers in basic blocks, 21.8 M parameters; N×3×224×224 → N×1000 (He et al. 2015, table 1). `options` change something of it. */
export const resnet34 = architecture({ stages: [3, 4, 6, 3], block: 'basic' });
/** ResNet-50: 50 layers in bottleneck blocks, 25.6 M parameters; N×3×224×224 → N×1000 (He et al. 2015, table 1). `options` change something of it. */
export const resnet50 = architecture({ stages: [3, 4, 6, 3], block: 'bottleneck' });
/** ResNet-101: 101 layers in bottleneck blocks, 44.5 M parameters; N×3×224×224 → N×1000 (He et al. 2015, table 1). `options` change something of it. */
export const resnet101 = architecture({ stages: [3, 4, 23, 3], block: 'bottleneck' });
/** ResNet-152: 152 layers in bottleneck blocks, 60.2 M parameters; N×3×224×224 → N×1000 (He et al. 2015, table 1). `options` change something of it. */
export const resnet152 = architecture({ stages: [3, 8, 36, 3], block: 'bottleneck' });
/** ResNeXt-50, 32×4d: ResNet-50 with 32 groups of 4 channels, 25.0 M parameters; N×3×224×224 → N×1000 (Xie et al. 2016). `options` change something of it. */
export const resnext50_32x4d = architecture({
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  groups: 32,
  widthPerGroup: 4,
});
/** ResNeXt-101, 32×8d: ResNet-101 with 32 groups of 8 channels, 88.8 M parameters; N×3×224×224 → N×1000 (Xie et al. 2016). `options` change something of it. */
export const resnext101_32x8d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  groups: 32,
  widthPerGroup: 8,
});
/** ResNeXt-101, 64×4d: ResNet-101 with 64 groups of 4 channels, 83.5 M parameters; N×3×224×224 → N×1000 (Xie et al. 2016). `options` change something of it. */
export const resnext101_64x4d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  groups: 64,
  widthPerGroup: 4,
});
/** Wide ResNet-50-2: ResNet-50 with 3×3 convolutions twice as wide, 68.9 M parameters; N×3×224×224 → N×1000 (Zagoruyko and Komodakis 2016). `options` change something of it. */
export const wide_resnet50_2 = architecture({ stages: [3, 4, 6, 3], block: 'bottleneck', widthPerGroup: 128 });
/** Wide ResNet-101-2: ResNet-101 with 3×3 convolutions twice as wide, 126.9 M parameters; N×3×224×224 → N×1000 (Zagoruyko and Komodakis 2016). `options` change something of it. */
export const wide_resnet101_2 = architecture({ stages: [3, 4, 23, 3], block: 'bottleneck', widthPerGroup: 128 });

// The plain twins of He et al. 2015.
/** The plain twin of ResNet-18: the same layers without shortcuts, 11.5 M parameters; N×3×224×224 → N×1000 (He et al. 2015, §3.3). `options` change something of it. */
export const plain18 = architecture({ stages: [2, 2, 2, 2], block: 'basic', shortcut: 'none' });
/** The plain twin of ResNet-34: the same layers without shortcuts, 21.6 M parameters; N×3×224×224 → N×1000 (He et al. 2015, §3.3). `options` change something of it. */
export const plain34 = architecture({ stages: [3, 4, 6, 3], block: 'basic', shortcut: 'none' });

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
