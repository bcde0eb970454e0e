import { resnet, sgd, training, type Network } from 'resnet-compile';

/** The paper's networks for 28×28 pixels, which the stem makes 7×7: blocks of two layers in three stages, and two layers more. */
function network(blocks: number, shortcut: 'A' | 'none'): Network {
  return training(resnet({ stages: [blocks, blocks, blocks], width: 16, shortcut, input: [1, 28, 28], classes: 10 }), {
    optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }),
    initialization: 'fan-in',
    // Residuals begin as identities, which saves the deep network its first few hundred steps (Goyal et al. 2017, §5.1).
    zeroGamma: shortcut === 'A',
  });
}

export const plain20 = network(3, 'none');
export const plain56 = network(9, 'none');
export const residual20 = network(3, 'A');
export const residual56 = network(9, 'A');
