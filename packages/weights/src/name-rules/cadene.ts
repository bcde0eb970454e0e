import type { NameRule } from './name-rule.ts';

/** Cadene/pretrained-models.pytorch, models/senet.py, and timm's legacy ones after it: the stem is `layer0`. */
export const cadene: readonly NameRule[] = [
  {
    dialect: 'pretrained-models.pytorch',
    renames: [
      ['^layer0.conv1', 'conv1'],
      ['^layer0.bn1', 'bn1'],
    ],
  },
  {
    dialect: 'pretrained-models.pytorch, SENet-154',
    renames: [
      ['^layer0.conv1', 'conv1.0'],
      ['^layer0.bn1', 'conv1.1'],
      ['^layer0.conv2', 'conv1.3'],
      ['^layer0.bn2', 'conv1.4'],
      ['^layer0.conv3', 'conv1.6'],
      ['^layer0.bn3', 'bn1'],
    ],
  },
];
