import { resnet } from 'resnet-compile';

/** What the page takes apart: 20 layers for MNIST's digits, `'residual'` or `'plain'`. */
export const digitsNetwork = (kind) =>
  resnet({
    stages: [3, 3, 3],
    width: 8,
    stem: 'cifar',
    shortcut: kind === 'plain' ? 'none' : 'A',
    input: [1, 28, 28],
    classes: 10,
  });

export const kinds = ['residual', 'plain'];
