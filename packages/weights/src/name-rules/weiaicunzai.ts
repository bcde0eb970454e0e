import type { NameRule } from './name-rule.ts';

/** weiaicunzai/pytorch-cifar100, models/resnet.py and seresnet.py; in senet.py the convolutions are called `residual`. */
export const weiaicunzai: NameRule = {
  dialect: 'pytorch-cifar100',
  renames: [
    ['^conv1.0', 'conv1'],
    ['^conv1.1', 'bn1'],
    ['^conv{s}_x.{b}', 'layer{s-1}.{b}'],
    ['residual_function.0', 'conv1'],
    ['residual_function.1', 'bn1'],
    ['residual_function.3', 'conv2'],
    ['residual_function.4', 'bn2'],
    ['residual_function.6', 'conv3'],
    ['residual_function.7', 'bn3'],
  ],
};

/** Its models/preactresnet.py: a norm and ReLU behind the stem too, none at the end. */
export const weiaicunzaiPreActivation: NameRule = {
  dialect: 'pytorch-cifar100, pre-activation',
  renames: [
    ['^pre.0', 'conv1'],
    ['^pre.1', 'bn1'],
    ['^stage{s}.{b}', 'layer{s}.{b}'],
    ['residual.0', 'bn1'],
    ['residual.2', 'conv1'],
    ['residual.3', 'bn2'],
    ['residual.5', 'conv2'],
    ['residual.6', 'bn3'],
    ['residual.8', 'conv3'],
  ],
};
