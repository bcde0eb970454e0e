import { architecture } from './architecture.ts';

/** ResNet-18, 11.7 M parameters (He et al. 2015); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet18 = architecture({ stages: [2, 2, 2, 2], block: 'basic' });
/** ResNet-34, 21.8 M parameters (He et al. 2015); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet34 = architecture({ stages: [3, 4, 6, 3], block: 'basic' });
/** ResNet-50, 25.6 M parameters (He et al. 2015); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet50 = architecture({ stages: [3, 4, 6, 3], block: 'bottleneck' });
/** ResNet-101, 44.5 M parameters (He et al. 2015); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet101 = architecture({ stages: [3, 4, 23, 3], block: 'bottleneck' });
/** ResNet-152, 60.2 M parameters (He et al. 2015); N×3×224×224 → N×1000. `options` change something of it. */
export const resnet152 = architecture({ stages: [3, 8, 36, 3], block: 'bottleneck' });
