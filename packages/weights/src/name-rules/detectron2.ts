import type { NameRule } from './name-rule.ts';

/** detectron2's modeling/backbone/resnet.py: a convolution has its norm, stages count from res2. */
export const detectron2: NameRule = {
  dialect: 'detectron2',
  renames: [
    ['^stem.conv1.norm', 'bn1'],
    ['^stem.conv1', 'conv1'],
    ['^res{s}.{b}', 'layer{s-1}.{b}'],
    ['conv{n}.norm', 'bn{n}'],
    ['shortcut.norm', 'downsample.norm'],
    ['shortcut$', 'downsample.conv'],
  ],
};
