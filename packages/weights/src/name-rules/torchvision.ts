import type { NameRule } from './name-rule.ts';

/** What all others are brought to; timm's resnet, res2net, sknet and resnest, and CIFAR repositories have these names. */
export const torchvision: NameRule = { dialect: 'torchvision and timm', renames: [] };

/** Whether a layer's name is one that torchvision could give: by this, readings of names are told apart before they are tried. */
export const isTorchvisions = (path: string): boolean => /^(conv1|bn1|norm|layer[1-9]\d*\.\d+\.\w+)(\.|$)/.test(path);
