import { architecture } from './architecture.ts';

/** ResNeXt-50, 32×4d, 25.0 M parameters (Xie et al. 2016); N×3×224×224 → N×1000. `options` change something of it. */
export const resnext50_32x4d = architecture({
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  groups: 32,
  widthPerGroup: 4,
});
/** ResNeXt-50-D, 32×4d: deep stem, average pools in shortcuts, 25.0 M parameters (Xie et al. 2016; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnext50d_32x4d = architecture({
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  groups: 32,
  widthPerGroup: 4,
});
/** ResNeXt-101, 32×4d, 44.2 M parameters (Xie et al. 2016); N×3×224×224 → N×1000. `options` change something of it. */
export const resnext101_32x4d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  groups: 32,
  widthPerGroup: 4,
});
/** ResNeXt-101, 32×8d, 88.8 M parameters (Xie et al. 2016); N×3×224×224 → N×1000. `options` change something of it. */
export const resnext101_32x8d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  groups: 32,
  widthPerGroup: 8,
});
/** ResNeXt-101, 32×16d, 194.0 M parameters (Xie et al. 2016); N×3×224×224 → N×1000. `options` change something of it. */
export const resnext101_32x16d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  groups: 32,
  widthPerGroup: 16,
});
/** ResNeXt-101, 32×32d, 468.5 M parameters (Xie et al. 2016); N×3×224×224 → N×1000. `options` change something of it. */
export const resnext101_32x32d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  groups: 32,
  widthPerGroup: 32,
});
/** ResNeXt-101, 64×4d, 83.5 M parameters (Xie et al. 2016); N×3×224×224 → N×1000. `options` change something of it. */
export const resnext101_64x4d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  groups: 64,
  widthPerGroup: 4,
});
