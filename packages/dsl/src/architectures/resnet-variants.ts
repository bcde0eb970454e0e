import { groupNorm } from '../layers/group-norm.ts';
import { architecture } from './architecture.ts';

/** ResNet-10-T: tiered stem, average pools in shortcuts, 5.4 M parameters (He et al. 2015; timm); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet10t = architecture({ stages: [1, 1, 1, 1], block: 'basic', stem: 'tiered', shortcut: 'D' });
/** ResNet-14-T: tiered stem, average pools in shortcuts, 10.1 M parameters (He et al. 2015; timm); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet14t = architecture({ stages: [1, 1, 1, 1], block: 'bottleneck', stem: 'tiered', shortcut: 'D' });
/** ResNet-18-D: deep stem, average pools in shortcuts, 11.7 M parameters (He et al. 2015; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet18d = architecture({ stages: [2, 2, 2, 2], block: 'basic', stem: 'deep', shortcut: 'D' });
/** ResNet-26, 16.0 M parameters (He et al. 2015); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet26 = architecture({ stages: [2, 2, 2, 2], block: 'bottleneck' });
/** ResNet-26-D: deep stem, average pools in shortcuts, 16.0 M parameters (He et al. 2015; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet26d = architecture({ stages: [2, 2, 2, 2], block: 'bottleneck', stem: 'deep', shortcut: 'D' });
/** ResNet-26-T: tiered stem, average pools in shortcuts, 16.0 M parameters (He et al. 2015; timm); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet26t = architecture({ stages: [2, 2, 2, 2], block: 'bottleneck', stem: 'tiered', shortcut: 'D' });
/** ResNet-34-D: deep stem, average pools in shortcuts, 21.8 M parameters (He et al. 2015; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet34d = architecture({ stages: [3, 4, 6, 3], block: 'basic', stem: 'deep', shortcut: 'D' });
/** ResNet-50: group norms, 25.6 M parameters (He et al. 2015; Wu and He 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet50_gn = architecture({
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  norm: () => groupNorm({ groups: 32 }),
});
/** ResNet-50-C: deep stem, 25.6 M parameters (He et al. 2015; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet50c = architecture({ stages: [3, 4, 6, 3], block: 'bottleneck', stem: 'deep' });
/** ResNet-50-D: deep stem, average pools in shortcuts, 25.6 M parameters (He et al. 2015; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet50d = architecture({ stages: [3, 4, 6, 3], block: 'bottleneck', stem: 'deep', shortcut: 'D' });
/** ResNet-50-S: deep stem of twice the width, 25.7 M parameters (He et al. 2015; timm); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet50s = architecture({ stages: [3, 4, 6, 3], block: 'bottleneck', stem: 'deep', stemWidth: 128 });
/** ResNet-50-T: tiered stem, average pools in shortcuts, 25.6 M parameters (He et al. 2015; timm); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet50t = architecture({ stages: [3, 4, 6, 3], block: 'bottleneck', stem: 'tiered', shortcut: 'D' });
/** ResNet-101-C: deep stem, 44.6 M parameters (He et al. 2015; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet101c = architecture({ stages: [3, 4, 23, 3], block: 'bottleneck', stem: 'deep' });
/** ResNet-101-D: deep stem, average pools in shortcuts, 44.6 M parameters (He et al. 2015; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet101d = architecture({ stages: [3, 4, 23, 3], block: 'bottleneck', stem: 'deep', shortcut: 'D' });
/** ResNet-101-S: deep stem of twice the width, 44.7 M parameters (He et al. 2015; timm); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet101s = architecture({ stages: [3, 4, 23, 3], block: 'bottleneck', stem: 'deep', stemWidth: 128 });
/** ResNet-152-C: deep stem, 60.2 M parameters (He et al. 2015; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet152c = architecture({ stages: [3, 8, 36, 3], block: 'bottleneck', stem: 'deep' });
/** ResNet-152-D: deep stem, average pools in shortcuts, 60.2 M parameters (He et al. 2015; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet152d = architecture({ stages: [3, 8, 36, 3], block: 'bottleneck', stem: 'deep', shortcut: 'D' });
/** ResNet-152-S: deep stem of twice the width, 60.3 M parameters (He et al. 2015; timm); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet152s = architecture({ stages: [3, 8, 36, 3], block: 'bottleneck', stem: 'deep', stemWidth: 128 });
/** ResNet-200, 64.7 M parameters (He et al. 2015); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet200 = architecture({ stages: [3, 24, 36, 3], block: 'bottleneck' });
/** ResNet-200-D: deep stem, average pools in shortcuts, 64.7 M parameters (He et al. 2015; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet200d = architecture({ stages: [3, 24, 36, 3], block: 'bottleneck', stem: 'deep', shortcut: 'D' });
/** A small network that tests use, of basic blocks and one bottleneck, 0.5 M parameters (timm); N×3×224×224 → N×1000. `options` change something of it. */
export const test_resnet = architecture({
  stages: [1, 1, 1, 1],
  block: ['basic', 'basic', 'bottleneck', 'basic'],
  width: [32, 48, 48, 96],
  stem: 'deep',
  shortcut: 'D',
});
