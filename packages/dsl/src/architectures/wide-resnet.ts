import { architecture } from './architecture.ts';

/** Wide ResNet-50-2: 3×3 convolutions twice as wide, 68.9 M parameters (He et al. 2015; Zagoruyko and Komodakis 2016); N×3×224×224 → N×1000. `options` change something of it. */
export const wide_resnet50_2 = architecture({ stages: [3, 4, 6, 3], block: 'bottleneck', widthPerGroup: 128 });
/** Wide ResNet-101-2: 3×3 convolutions twice as wide, 126.9 M parameters (He et al. 2015; Zagoruyko and Komodakis 2016); N×3×224×224 → N×1000. `options` change something of it. */
export const wide_resnet101_2 = architecture({ stages: [3, 4, 23, 3], block: 'bottleneck', widthPerGroup: 128 });
