import { groupNorm } from '../layers/group-norm.ts';
import { architecture } from './architecture.ts';

const bit = {
  block: 'bottleneck',
  variant: 'v2',
  stemPool: 'zeros',
  norm: () => groupNorm({ groups: 32 }),
  weightStandardization: true,
} as const;

/** BiT's ResNet-50x1: pre-activated, group norms, standardised weights, 25.5 M parameters (Kolesnikov et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_50x1_bit = architecture({ ...bit, stages: [3, 4, 6, 3] });
/** BiT's ResNet-50x3: pre-activated, group norms, standardised weights, 3 times as wide, 217.3 M parameters (Kolesnikov et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_50x3_bit = architecture({ ...bit, stages: [3, 4, 6, 3], width: 192 });
/** BiT's ResNet-101x1: pre-activated, group norms, standardised weights, 44.5 M parameters (Kolesnikov et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_101x1_bit = architecture({ ...bit, stages: [3, 4, 23, 3] });
/** BiT's ResNet-101x3: pre-activated, group norms, standardised weights, 3 times as wide, 387.9 M parameters (Kolesnikov et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_101x3_bit = architecture({ ...bit, stages: [3, 4, 23, 3], width: 192 });
/** BiT's ResNet-152x2: pre-activated, group norms, standardised weights, 2 times as wide, 236.3 M parameters (Kolesnikov et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_152x2_bit = architecture({ ...bit, stages: [3, 8, 36, 3], width: 128 });
/** BiT's ResNet-152x4: pre-activated, group norms, standardised weights, 4 times as wide, 936.5 M parameters (Kolesnikov et al. 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetv2_152x4_bit = architecture({ ...bit, stages: [3, 8, 36, 3], width: 256 });
