import { squeezeExcitation } from '../layers/squeeze-excitation.ts';
import { architecture } from './architecture.ts';

const rs = {
  block: 'bottleneck',
  stem: 'deep',
  stemPool: 'conv',
  shortcut: 'D',
  attention: (channels: number) => squeezeExcitation(channels, { ratio: 1 / 4 }),
} as const;

/** ResNet-RS-50: deep stem without maximum, D shortcuts and squeeze-and-excitation, 35.7 M parameters (Bello et al. 2021); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetrs50 = architecture({ ...rs, stages: [3, 4, 6, 3] });
/** ResNet-RS-101: deep stem without maximum, D shortcuts and squeeze-and-excitation, 63.6 M parameters (Bello et al. 2021); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetrs101 = architecture({ ...rs, stages: [3, 4, 23, 3] });
/** ResNet-RS-152: deep stem without maximum, D shortcuts and squeeze-and-excitation, 86.6 M parameters (Bello et al. 2021); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetrs152 = architecture({ ...rs, stages: [3, 8, 36, 3] });
/** ResNet-RS-200: deep stem without maximum, D shortcuts and squeeze-and-excitation, 93.2 M parameters (Bello et al. 2021); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetrs200 = architecture({ ...rs, stages: [3, 24, 36, 3] });
/** ResNet-RS-270: deep stem without maximum, D shortcuts and squeeze-and-excitation, 129.9 M parameters (Bello et al. 2021); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetrs270 = architecture({ ...rs, stages: [4, 29, 53, 4] });
/** ResNet-RS-350: deep stem without maximum, D shortcuts and squeeze-and-excitation, 164.0 M parameters (Bello et al. 2021); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetrs350 = architecture({ ...rs, stages: [4, 36, 72, 4] });
/** ResNet-RS-420: deep stem without maximum, D shortcuts and squeeze-and-excitation, 191.9 M parameters (Bello et al. 2021); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetrs420 = architecture({ ...rs, stages: [4, 44, 87, 4] });
