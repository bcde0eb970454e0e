import { selectiveKernelBlock } from '../resnet/selective-kernel-block.ts';
import { architecture } from './architecture.ts';

/** SK-ResNet-18: 3×3 convolutions of two dilations, weighed against each other, 12.0 M parameters (Li et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const skresnet18 = architecture({
  stages: [2, 2, 2, 2],
  block: selectiveKernelBlock({ block: 'basic', reads: 'parts', ratio: 1 / 8, divisor: 16 }),
});
/** SK-ResNet-34: 3×3 convolutions of two dilations, weighed against each other, 22.3 M parameters (Li et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const skresnet34 = architecture({
  stages: [3, 4, 6, 3],
  block: selectiveKernelBlock({ block: 'basic', reads: 'parts', ratio: 1 / 8, divisor: 16 }),
});
/** SK-ResNet-50: 3×3 convolutions of two dilations, weighed against each other, 25.8 M parameters (Li et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const skresnet50 = architecture({
  stages: [3, 4, 6, 3],
  block: selectiveKernelBlock({ block: 'bottleneck', reads: 'parts' }),
});
/** SK-ResNet-50-D: 3×3 convolutions of two dilations, weighed against each other, 25.8 M parameters (Li et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const skresnet50d = architecture({
  stages: [3, 4, 6, 3],
  block: selectiveKernelBlock({ block: 'bottleneck', reads: 'parts' }),
  stem: 'deep',
  shortcut: 'D',
});
/** SK-ResNeXt-50, 32×4d: 3×3 convolutions of two dilations, weighed against each other, 27.5 M parameters (Li et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const skresnext50_32x4d = architecture({
  stages: [3, 4, 6, 3],
  block: selectiveKernelBlock({ block: 'bottleneck', divisor: 32 }),
  groups: 32,
  widthPerGroup: 4,
});
