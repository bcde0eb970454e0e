import type { NameRule } from './name-rule.ts';

/** Own code in torchvision's style, whose stages have another name: from 1 or from 0, or their blocks from 1 (hysts/pytorch_image_classification). */
export const stageNames: readonly NameRule[] = [
  {
    dialect: 'stages of other names',
    renames: ['stage{s}.block{b}', 'layer{s}.block{b}'].map((from) => [from, 'layer{s}.{b-1}'] as const),
  },
  ...[0, 1].map((more): NameRule => ({
    dialect: 'stages of other names',
    renames: [
      ...['layer{s}', 'stage{s}', 'stages.{s}', 'layers.{s}', 'group{s}', 'block{s}', 'blocks.{s}'].map(
        (from) => [`^${from}.{b}`, `layer{s+${more}}.{b}`] as const,
      ),
      ['^stem.conv', 'conv1'],
      ['^stem.bn', 'bn1'],
      ['^conv$', 'conv1'],
      ['^bn$', 'bn1'],
      ['^stem.{conv}', 'conv1'],
      ['^stem.{norm}', 'bn1'],
    ],
  })),
];
