import type { NameRule } from './name-rule.ts';

/**
 * `Sequential(*model.children())` counts modules without parameters too. fastai's body, `0.`, is one.
 * Before the first stage stand a convolution, a norm, ReLU and a pool, or some of these.
 */
const childrenBefore = (before: number): NameRule => ({
  dialect: 'Sequential(*children)',
  renames: [
    ['^0', 'conv1'],
    ['^{norm}$', before === 1 ? 'norm' : 'bn1'],
    ['^{linear}$', 'fc'],
    ['^{s}.{b}', `layer{s-${before - 1}}.{b}`],
  ],
});

export const sequentialChildren: readonly NameRule[] = [4, 3, 2, 1].map(childrenBefore);
