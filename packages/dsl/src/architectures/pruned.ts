import { prunedBlock } from '../resnet/pruned-block.ts';
import { ecaresnet101dWidths, ecaresnet50dWidths } from './pruned-widths.ts';
import { architecture } from './architecture.ts';

/** ECA-ResNet-50-D with the channels that pruning left, 19.9 M parameters (Aflalo et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const ecaresnet50d_pruned = architecture({
  stages: [3, 4, 6, 3],
  block: prunedBlock(ecaresnet50dWidths),
  stem: 'deep',
  shortcut: 'D',
  attention: 'eca',
});
/** ECA-ResNet-101-D with the channels that pruning left, 24.9 M parameters (Aflalo et al. 2020); N×3×224×224 → N×1000. `options` change something of it. */
export const ecaresnet101d_pruned = architecture({
  stages: [3, 4, 23, 3],
  block: prunedBlock(ecaresnet101dWidths),
  stem: 'deep',
  shortcut: 'D',
  attention: 'eca',
});
