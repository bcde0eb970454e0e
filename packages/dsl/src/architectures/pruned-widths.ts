import type { PrunedStage } from '../resnet/pruned-block.ts';

// What is left of each convolution's channels (timm's ecaresnet50d_pruned and ecaresnet101d_pruned).
export const ecaresnet50dWidths: readonly PrunedStage[] = [
  {
    channels: 19,
    blocks: [
      [47, 18],
      [52, 22],
      [64, 35],
    ],
  },
  {
    channels: 171,
    blocks: [
      [85, 37],
      [107, 80],
      [120, 85],
      [125, 87],
    ],
  },
  {
    channels: 818,
    blocks: [
      [198, 126],
      [255, 232],
      [256, 233],
      [253, 235],
      [256, 225],
      [256, 239],
    ],
  },
  {
    channels: 2022,
    blocks: [
      [492, 237],
      [512, 500],
      [512, 490],
    ],
  },
];

export const ecaresnet101dWidths: readonly PrunedStage[] = [
  {
    channels: 26,
    blocks: [
      [45, 25],
      [53, 20],
      [60, 27],
    ],
  },
  {
    channels: 142,
    blocks: [
      [81, 24],
      [93, 49],
      [102, 54],
      [122, 78],
    ],
  },
  {
    channels: 278,
    blocks: [
      [101, 25],
      [239, 160],
      [234, 156],
      [250, 176],
      [253, 191],
      [251, 175],
      [230, 128],
      [244, 154],
      [244, 159],
      [238, 97],
      [244, 149],
      [253, 181],
      [245, 119],
      [255, 216],
      [256, 201],
      [253, 149],
      [254, 141],
      [256, 190],
      [256, 217],
      [255, 156],
      [256, 155],
      [256, 232],
      [256, 214],
    ],
  },
  {
    channels: 2042,
    blocks: [
      [499, 289],
      [512, 512],
      [512, 502],
    ],
  },
];
