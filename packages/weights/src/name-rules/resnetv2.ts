import type { NameRule } from './name-rule.ts';

/** timm's models/resnetv2.py, which this compiler's pre-activation networks follow. */
export const resnetv2: NameRule = {
  dialect: "timm's resnetv2",
  renames: [
    ['^stem.conv1', 'conv1.0'],
    ['^stem.norm1', 'conv1.1'],
    ['^stem.conv2', 'conv1.3'],
    ['^stem.norm2', 'conv1.4'],
    ['^stem.conv3', 'conv1.6'],
    ['^stem.conv', 'conv1'],
    ['^stages.{s}.blocks.{b}', 'layer{s+1}.{b}'],
    ['norm{n}', 'bn{n}'],
  ],
};
