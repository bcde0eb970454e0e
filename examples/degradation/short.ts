import { cifarPlain, cifarResnet, sgd, training, type Network } from 'resnet-compile';

// The paper's networks at half their width, a quarter of the work.
const width = 8;
const asInPaper = (network: Network): Network => training(network, { optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }), initialization: 'fan-in' });

export const plain20 = asInPaper(cifarPlain(20, { width }));
export const plain56 = asInPaper(cifarPlain(56, { width }));
export const residual20 = asInPaper(cifarResnet(20, { width }));
export const residual56 = asInPaper(cifarResnet(56, { width }));
