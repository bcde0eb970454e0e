import type { NameRule } from './name-rule.ts';

/** mmpretrain's models/backbones/resnet.py: a deep stem is one Sequential, group norms are called `gn`. */
export const openMMLab: NameRule = {
  dialect: 'OpenMMLab',
  renames: [
    ['^stem.0', 'conv1.0'],
    ['^stem.1', 'conv1.1'],
    ['^stem.3', 'conv1.3'],
    ['^stem.4', 'conv1.4'],
    ['^stem.6', 'conv1.6'],
    ['^stem.7', 'bn1'],
    ['se_layer.conv{n}.conv', 'se.fc{n}'],
    ['gn{n}', 'bn{n}'],
  ],
};
