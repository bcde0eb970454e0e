import { architecture } from './architecture.ts';

/** ECA-ResNet-26-T: tiered stem, average pools in shortcuts, efficient channel attention, 16.0 M parameters (He et al. 2015; timm; Wang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const ecaresnet26t = architecture({
  stages: [2, 2, 2, 2],
  block: 'bottleneck',
  stem: 'tiered',
  shortcut: 'D',
  attention: 'eca',
});
/** ECA-ResNet-50-D: deep stem, average pools in shortcuts, efficient channel attention, 25.6 M parameters (He et al. 2015; He et al. 2018; Wang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const ecaresnet50d = architecture({
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  attention: 'eca',
});
/** ECA-ResNet-50-T: tiered stem, average pools in shortcuts, efficient channel attention, 25.6 M parameters (He et al. 2015; timm; Wang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const ecaresnet50t = architecture({
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  stem: 'tiered',
  shortcut: 'D',
  attention: 'eca',
});
/** ECA-ResNet-101-D: deep stem, average pools in shortcuts, efficient channel attention, 44.6 M parameters (He et al. 2015; He et al. 2018; Wang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const ecaresnet101d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  attention: 'eca',
});
/** ECA-ResNet-200-D: deep stem, average pools in shortcuts, efficient channel attention, 64.7 M parameters (He et al. 2015; He et al. 2018; Wang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const ecaresnet200d = architecture({
  stages: [3, 24, 36, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  attention: 'eca',
});
/** ECA-ResNet-269-D: deep stem, average pools in shortcuts, efficient channel attention, 102.1 M parameters (He et al. 2015; He et al. 2018; Wang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const ecaresnet269d = architecture({
  stages: [3, 30, 48, 8],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  attention: 'eca',
});
/** ECA-ResNet-light: fewer blocks, and most of them in the third stage, 30.2 M parameters (Wang et al. 2020, timm); N×3×224×224 → N×1000. `options` change something of it. */
export const ecaresnetlight = architecture({
  stages: [1, 1, 11, 3],
  block: 'bottleneck',
  shortcut: 'D',
  attention: 'eca',
});
/** ECA-ResNeXt-26-T, 32×4d: tiered stem, average pools in shortcuts, efficient channel attention, 15.4 M parameters (Xie et al. 2016; timm; Wang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const ecaresnext26t_32x4d = architecture({
  stages: [2, 2, 2, 2],
  block: 'bottleneck',
  stem: 'tiered',
  shortcut: 'D',
  groups: 32,
  widthPerGroup: 4,
  attention: 'eca',
});
/** ECA-ResNeXt-50-T, 32×4d: tiered stem, average pools in shortcuts, efficient channel attention, 15.4 M parameters (Xie et al. 2016; timm; Wang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const ecaresnext50t_32x4d = architecture({
  stages: [2, 2, 2, 2],
  block: 'bottleneck',
  stem: 'tiered',
  shortcut: 'D',
  groups: 32,
  widthPerGroup: 4,
  attention: 'eca',
});
/** SENet-154: ResNeXt-152 of 64 groups with squeeze-and-excitation, 115.1 M parameters (Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const senet154 = architecture({
  stages: [3, 8, 36, 3],
  block: 'bottleneck',
  stem: 'deep',
  stemWidth: 128,
  groups: 64,
  widthPerGroup: 4,
  reduceFirst: 2,
  shortcutKernel: 3,
  attention: 'se',
});
/** SE-ResNet-18: squeeze-and-excitation, 11.8 M parameters (He et al. 2015; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnet18 = architecture({ stages: [2, 2, 2, 2], block: 'basic', attention: 'se' });
/** SE-ResNet-34: squeeze-and-excitation, 22.0 M parameters (He et al. 2015; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnet34 = architecture({ stages: [3, 4, 6, 3], block: 'basic', attention: 'se' });
/** SE-ResNet-50: squeeze-and-excitation, 28.1 M parameters (He et al. 2015; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnet50 = architecture({ stages: [3, 4, 6, 3], block: 'bottleneck', attention: 'se' });
/** SE-ResNet-50-T: tiered stem, average pools in shortcuts, squeeze-and-excitation, 28.1 M parameters (He et al. 2015; timm; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnet50t = architecture({
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  stem: 'tiered',
  shortcut: 'D',
  attention: 'se',
});
/** SE-ResNet-101: squeeze-and-excitation, 49.3 M parameters (He et al. 2015; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnet101 = architecture({ stages: [3, 4, 23, 3], block: 'bottleneck', attention: 'se' });
/** SE-ResNet-152: squeeze-and-excitation, 66.8 M parameters (He et al. 2015; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnet152 = architecture({ stages: [3, 8, 36, 3], block: 'bottleneck', attention: 'se' });
/** SE-ResNet-152-D: deep stem, average pools in shortcuts, squeeze-and-excitation, 66.8 M parameters (He et al. 2015; He et al. 2018; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnet152d = architecture({
  stages: [3, 8, 36, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  attention: 'se',
});
/** SE-ResNet-200-D: deep stem, average pools in shortcuts, squeeze-and-excitation, 71.9 M parameters (He et al. 2015; He et al. 2018; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnet200d = architecture({
  stages: [3, 24, 36, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  attention: 'se',
});
/** SE-ResNet-269-D: deep stem, average pools in shortcuts, squeeze-and-excitation, 113.7 M parameters (He et al. 2015; He et al. 2018; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnet269d = architecture({
  stages: [3, 30, 48, 8],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  attention: 'se',
});
/** SE-ResNet-50-D: deep stem, average pools in shortcuts, average pools stride, squeeze-and-excitation, 28.1 M parameters (He et al. 2015; He et al. 2018; Zhang 2019; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnetaa50d = architecture({
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  antialias: 'average',
  attention: 'se',
});
/** SE-ResNeXt-26-D, 32×4d: deep stem, average pools in shortcuts, squeeze-and-excitation, 16.8 M parameters (Xie et al. 2016; He et al. 2018; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnext26d_32x4d = architecture({
  stages: [2, 2, 2, 2],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  groups: 32,
  widthPerGroup: 4,
  attention: 'se',
});
/** SE-ResNeXt-26-T, 32×4d: tiered stem, average pools in shortcuts, squeeze-and-excitation, 16.8 M parameters (Xie et al. 2016; timm; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnext26t_32x4d = architecture({
  stages: [2, 2, 2, 2],
  block: 'bottleneck',
  stem: 'tiered',
  shortcut: 'D',
  groups: 32,
  widthPerGroup: 4,
  attention: 'se',
});
/** SE-ResNeXt-50, 32×4d: squeeze-and-excitation, 27.6 M parameters (Xie et al. 2016; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnext50_32x4d = architecture({
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  groups: 32,
  widthPerGroup: 4,
  attention: 'se',
});
/** SE-ResNeXt-101, 32×4d: squeeze-and-excitation, 49.0 M parameters (Xie et al. 2016; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnext101_32x4d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  groups: 32,
  widthPerGroup: 4,
  attention: 'se',
});
/** SE-ResNeXt-101, 32×8d: squeeze-and-excitation, 93.6 M parameters (Xie et al. 2016; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnext101_32x8d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  groups: 32,
  widthPerGroup: 8,
  attention: 'se',
});
/** SE-ResNeXt-101, 64×4d: squeeze-and-excitation, 88.2 M parameters (Xie et al. 2016; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnext101_64x4d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  groups: 64,
  widthPerGroup: 4,
  attention: 'se',
});
/** SE-ResNeXt-101-D, 32×8d: deep stem, average pools in shortcuts, squeeze-and-excitation, 93.6 M parameters (Xie et al. 2016; He et al. 2018; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnext101d_32x8d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  groups: 32,
  widthPerGroup: 8,
  attention: 'se',
});
/** SE-ResNeXt-101-D, 32×8d: deep stem, average pools in shortcuts, average pools stride, squeeze-and-excitation, 93.6 M parameters (Xie et al. 2016; He et al. 2018; Zhang 2019; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnextaa101d_32x8d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  groups: 32,
  widthPerGroup: 8,
  antialias: 'average',
  attention: 'se',
});
/** SE-ResNeXt-201-D, 32×8d: deep stem, average pools in shortcuts, average pools stride, squeeze-and-excitation, 149.4 M parameters (Xie et al. 2016; He et al. 2018; Zhang 2019; Hu et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const seresnextaa201d_32x8d = architecture({
  stages: [3, 24, 36, 4],
  block: 'bottleneck',
  stem: 'deep',
  stemWidth: 128,
  shortcut: 'D',
  groups: 32,
  widthPerGroup: 8,
  antialias: 'average',
  attention: 'se',
});
