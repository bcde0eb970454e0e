import type { NameRule } from './name-rule.ts';

/** Pre-activation in torchvision's style: bearpaw/pytorch-classification ends with `bn`, meliketoy/wide-resnet.pytorch with `bn1`. */
export const preActivation: NameRule = {
  dialect: 'CIFAR repositories, pre-activation',
  renames: [
    ['^bn1', 'norm'],
    ['^bn', 'norm'],
  ],
};
