import type { NameRule } from './name-rule.ts';

/** deepmind-research, adversarial_robustness/pytorch/model_zoo.py; RobustBench's dm_wide_resnet.py. */
export const deepMind: NameRule = {
  dialect: "DeepMind's adversarial robustness",
  renames: [
    ['^init_conv', 'conv1'],
    ['^conv_2d', 'conv1'],
    ['^layer.{s}.block.{b}', 'layer{s+1}.{b}'],
    ['^layer_{s}.{b}', 'layer{s+1}.{b}'],
    ['^batchnorm', 'norm'],
    ['batchnorm_{n}', 'bn{n+1}'],
    ['conv_2d_{n}', 'conv{n}'],
    ['conv_{n}', 'conv{n+1}'],
  ],
  note: 'that code pads strided convolutions below and at the right alone, which names can’t tell',
};
