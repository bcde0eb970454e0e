import { groupNorm } from '../layers/group-norm.ts';
import { evoNormS0, filterResponseNorm } from '../layers/norms-with-activation.ts';
import { identity } from '../layers/pointwise.ts';
import { architecture } from './architecture.ts';

const v2 = { variant: 'v2' } as const;

/** ResNet-18-V2: pre-activated, 11.7 M parameters (He et al. 2016); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_18 = architecture({ ...v2, stages: [2, 2, 2, 2], block: 'basic' });
/** ResNet-18-V2-D: pre-activated, deep stem, average pools in shortcuts, 11.7 M parameters (He et al. 2016; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_18d = architecture({ ...v2, stages: [2, 2, 2, 2], block: 'basic', stem: 'deep', shortcut: 'D' });
/** ResNet-34-V2: pre-activated, 21.8 M parameters (He et al. 2016); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_34 = architecture({ ...v2, stages: [3, 4, 6, 3], block: 'basic' });
/** ResNet-34-V2-D: pre-activated, deep stem, average pools in shortcuts, 21.8 M parameters (He et al. 2016; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_34d = architecture({ ...v2, stages: [3, 4, 6, 3], block: 'basic', stem: 'deep', shortcut: 'D' });
/** ResNet-50-V2: pre-activated, 25.5 M parameters (He et al. 2016); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_50 = architecture({ ...v2, stages: [3, 4, 6, 3], block: 'bottleneck' });
/** ResNet-50-V2-D: pre-activated, deep stem, average pools in shortcuts, 25.6 M parameters (He et al. 2016; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_50d = architecture({
  ...v2,
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
});
/** ResNet-50-V2-D: pre-activated, deep stem, average pools in shortcuts, EvoNorm-S0, 25.6 M parameters (He et al. 2016; He et al. 2018; Liu et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_50d_evos = architecture({
  ...v2,
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  norm: () => evoNormS0({ groups: 32 }),
  activation: identity,
});
/** ResNet-50-V2-D: pre-activated, deep stem, average pools in shortcuts, filter response norms, 25.6 M parameters (He et al. 2016; He et al. 2018; Singh and Krishnan 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_50d_frn = architecture({
  ...v2,
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  norm: filterResponseNorm,
  activation: identity,
});
/** ResNet-50-V2-D: pre-activated, deep stem, average pools in shortcuts, group norms, 25.6 M parameters (He et al. 2016; He et al. 2018; Wu and He 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_50d_gn = architecture({
  ...v2,
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  norm: () => groupNorm({ groups: 32 }),
});
/** ResNet-50-V2-T: pre-activated, tiered stem, average pools in shortcuts, 25.6 M parameters (He et al. 2016; timm); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_50t = architecture({
  ...v2,
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  stem: 'tiered',
  shortcut: 'D',
});
/** ResNet-101-V2: pre-activated, 44.5 M parameters (He et al. 2016); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_101 = architecture({ ...v2, stages: [3, 4, 23, 3], block: 'bottleneck' });
/** ResNet-101-V2-D: pre-activated, deep stem, average pools in shortcuts, 44.6 M parameters (He et al. 2016; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_101d = architecture({
  ...v2,
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
});
/** ResNet-152-V2: pre-activated, 60.2 M parameters (He et al. 2016); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_152 = architecture({ ...v2, stages: [3, 8, 36, 3], block: 'bottleneck' });
/** ResNet-152-V2-D: pre-activated, deep stem, average pools in shortcuts, 60.2 M parameters (He et al. 2016; He et al. 2018); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_152d = architecture({
  ...v2,
  stages: [3, 8, 36, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
});
