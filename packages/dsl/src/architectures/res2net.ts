import { res2NetBlock } from '../resnet/res2net-block.ts';
import { architecture } from './architecture.ts';

/** Res2Net-50, 8 scales of width 14, 25.1 M parameters (Gao et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const res2net50_14w_8s = architecture({
  stages: [3, 4, 6, 3],
  block: res2NetBlock({ scales: 8 }),
  widthPerGroup: 14,
});
/** Res2Net-50, 4 scales of width 26, 25.7 M parameters (Gao et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const res2net50_26w_4s = architecture({
  stages: [3, 4, 6, 3],
  block: res2NetBlock({ scales: 4 }),
  widthPerGroup: 26,
});
/** Res2Net-50, 6 scales of width 26, 37.1 M parameters (Gao et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const res2net50_26w_6s = architecture({
  stages: [3, 4, 6, 3],
  block: res2NetBlock({ scales: 6 }),
  widthPerGroup: 26,
});
/** Res2Net-50, 8 scales of width 26, 48.4 M parameters (Gao et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const res2net50_26w_8s = architecture({
  stages: [3, 4, 6, 3],
  block: res2NetBlock({ scales: 8 }),
  widthPerGroup: 26,
});
/** Res2Net-50, 2 scales of width 48, 25.3 M parameters (Gao et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const res2net50_48w_2s = architecture({
  stages: [3, 4, 6, 3],
  block: res2NetBlock({ scales: 2 }),
  widthPerGroup: 48,
});
/** Res2Net-50-D, 4 scales of width 26, deep stem, average pools in shortcuts, 25.7 M parameters (Gao et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const res2net50d = architecture({
  stages: [3, 4, 6, 3],
  block: res2NetBlock({ scales: 4 }),
  widthPerGroup: 26,
  stem: 'deep',
  shortcut: 'D',
});
/** Res2Net-101, 4 scales of width 26, 45.2 M parameters (Gao et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const res2net101_26w_4s = architecture({
  stages: [3, 4, 23, 3],
  block: res2NetBlock({ scales: 4 }),
  widthPerGroup: 26,
});
/** Res2Net-101-D, 4 scales of width 26, deep stem, average pools in shortcuts, 45.2 M parameters (Gao et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const res2net101d = architecture({
  stages: [3, 4, 23, 3],
  block: res2NetBlock({ scales: 4 }),
  widthPerGroup: 26,
  stem: 'deep',
  shortcut: 'D',
});
/** Res2NeXt-50: Res2Net of 4 scales in 8 groups, 24.7 M parameters (Gao et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const res2next50 = architecture({
  stages: [3, 4, 6, 3],
  block: res2NetBlock({ scales: 4 }),
  groups: 8,
  widthPerGroup: 4,
});
