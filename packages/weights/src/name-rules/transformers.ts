import type { NameRule } from './name-rule.ts';

/** Hugging Face transformers, models/resnet/modeling_resnet.py. */
export const transformers: NameRule = {
  dialect: 'Hugging Face transformers',
  renames: [
    ['embedder.embedder.convolution', 'conv1'],
    ['embedder.embedder.normalization', 'bn1'],
    ['encoder.stages.{s}.layers.{b}', 'layer{s+1}.{b}'],
    ['layer.{n}.convolution', 'conv{n+1}'],
    ['layer.{n}.normalization', 'bn{n+1}'],
    ['shortcut.convolution', 'downsample.conv'],
    ['shortcut.normalization', 'downsample.norm'],
  ],
};
