import { cifarPlain, cifarResnet, sgd, training, type Network } from 'resnet-compile';

const asInPaper = (network: Network): Network =>
  training(network, { optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }), initialization: 'fan-in' });

export const plain20 = asInPaper(cifarPlain(20));
export const plain56 = asInPaper(cifarPlain(56));
export const residual20 = asInPaper(cifarResnet(20));
export const residual56 = asInPaper(cifarResnet(56));
