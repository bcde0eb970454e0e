import { cadene } from './cadene.ts';
import { deepMind } from './deepmind.ts';
import { detectron2 } from './detectron2.ts';
import type { NameRule } from './name-rule.ts';
import { openMMLab } from './openmmlab.ts';
import { preActivation } from './pre-activation.ts';
import { pytorchcv } from './pytorchcv.ts';
import { resnetv2 } from './resnetv2.ts';
import { sequentialChildren } from './sequential-children.ts';
import { stageNames } from './stage-names.ts';
import { torchvision } from './torchvision.ts';
import { transformers } from './transformers.ts';
import { weiaicunzai, weiaicunzaiPreActivation } from './weiaicunzai.ts';
import { wideResNet } from './wide-resnet.ts';

/** The dialects that are known; of several that fit a file equally well the first is taken. */
export const nameRules: readonly NameRule[] = [
  torchvision,
  resnetv2,
  preActivation,
  wideResNet,
  transformers,
  openMMLab,
  ...sequentialChildren,
  weiaicunzai,
  weiaicunzaiPreActivation,
  deepMind,
  ...cadene,
  pytorchcv,
  detectron2,
  ...stageNames,
];
