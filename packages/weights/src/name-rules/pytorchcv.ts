import type { NameRule } from './name-rule.ts';

/** osmr/imgclsmob (pytorchcv), models/resnet.py, preresnet.py and those for CIFAR; `features.` is a prefix. */
export const pytorchcv: NameRule = {
  dialect: 'pytorchcv',
  renames: [
    ['init_block.conv.conv', 'conv1'],
    ['init_block.conv.bn', 'bn1'],
    ['init_block.conv', 'conv1'],
    ['init_block.bn', 'bn1'],
    ['init_block', 'conv1'],
    ['post_activ.bn', 'norm'],
    ['stage{s}.unit{b}', 'layer{s}.{b-1}'],
    ['body.conv{n}.conv', 'conv{n}'],
    ['body.conv{n}.bn', 'bn{n}'],
    ['identity_conv.conv', 'downsample.conv'],
    ['identity_conv.bn', 'downsample.norm'],
    ['identity_conv', 'downsample.conv'],
    ['se.conv{n}', 'se.fc{n}'],
  ],
};
