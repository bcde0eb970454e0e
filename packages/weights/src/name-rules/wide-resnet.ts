import type { NameRule } from './name-rule.ts';

/** xternalz/WideResNet-pytorch, and yaodongyu/TRADES and RobustBench after it. */
export const wideResNet: NameRule = {
  dialect: 'WideResNet-pytorch',
  renames: [
    ['^bn1', 'norm'],
    ['block{s}.layer.{b}', 'layer{s}.{b}'],
    ['convShortcut', 'downsample.conv'],
  ],
};
