import { resnet, sgd, training } from 'resnet-compile';

/**
 * A network of He et al. 2015, §4.2, to be trained as there: 6n + 2 layers, three stages of `width`, 2·width and 4·width channels.
 * The other options are `resnet`'s, and in `declared` those of `training`.
 */
export function cifarNetwork({ depth, width, ...options }, declared = {}) {
  const blocks = (depth - 2) / 6;
  if (!Number.isInteger(blocks) || blocks < 1)
    throw new Error(`depth is ${depth}; expected 6n + 2: 8, 14, 20, …, as He et al. 2015 count layers`);
  return training(
    resnet({
      stages: [blocks, blocks, blocks],
      width,
      stem: 'cifar',
      shortcut: 'A',
      input: [3, 32, 32],
      classes: 10,
      ...options,
    }),
    { optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }), initialization: 'fan-in', ...declared },
  );
}

/**
 * `cifarNetwork` without shortcuts, or with them, for so many steps. In short runs residuals begin as identities, which saves deep networks their
 * first few hundred steps (Goyal et al. 2017, §5.1).
 */
export const plainOrResidual = (kind, options, steps) =>
  kind === 'plain'
    ? cifarNetwork({ ...options, shortcut: 'none' })
    : cifarNetwork(options, { zeroGamma: steps < 10_000 });
