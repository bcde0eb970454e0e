import { splitAttentionBlock } from '../resnet/split-attention-block.ts';
import { architecture } from './architecture.ts';

const st = { block: splitAttentionBlock(), stem: 'deep', shortcut: 'D' } as const;

/** ResNeSt-14: split attention, deep stem, average pools in shortcuts, 10.6 M parameters (Zhang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const resnest14d = architecture({ ...st, stages: [1, 1, 1, 1] });
/** ResNeSt-26: split attention, deep stem, average pools in shortcuts, 17.1 M parameters (Zhang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const resnest26d = architecture({ ...st, stages: [2, 2, 2, 2] });
/** ResNeSt-50: split attention, deep stem, average pools in shortcuts, 27.5 M parameters (Zhang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const resnest50d = architecture({ ...st, stages: [3, 4, 6, 3] });
/** ResNeSt-50, radix 1, 4×24d: split attention, deep stem, average pools in shortcuts, 25.7 M parameters (Zhang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const resnest50d_1s4x24d = architecture({
  ...st,
  stages: [3, 4, 6, 3],
  block: splitAttentionBlock({ radix: 1, poolFirst: true }),
  groups: 4,
  widthPerGroup: 24,
});
/** ResNeSt-50, radix 4, 2×40d: split attention, deep stem, average pools in shortcuts, 30.4 M parameters (Zhang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const resnest50d_4s2x40d = architecture({
  ...st,
  stages: [3, 4, 6, 3],
  block: splitAttentionBlock({ radix: 4, poolFirst: true }),
  groups: 2,
  widthPerGroup: 40,
});
/** ResNeSt-101: split attention, deep stem of twice the width, average pools in shortcuts, 48.3 M parameters (Zhang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const resnest101e = architecture({ ...st, stages: [3, 4, 23, 3], stemWidth: 128 });
/** ResNeSt-200: split attention, deep stem of twice the width, average pools in shortcuts, 70.2 M parameters (Zhang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const resnest200e = architecture({ ...st, stages: [3, 24, 36, 3], stemWidth: 128 });
/** ResNeSt-269: split attention, deep stem of twice the width, average pools in shortcuts, 110.9 M parameters (Zhang et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const resnest269e = architecture({ ...st, stages: [3, 30, 48, 8], stemWidth: 128 });
