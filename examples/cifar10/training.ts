import { cifarResnet, sgd, training } from 'resnet-compile';

/** He et al. 2015, section 4.2. */
export const paper = training(cifarResnet(20), {
  optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }),
  initialization: 'fan-in',
});

export const short = training(cifarResnet(20), {
  optimizer: sgd({ momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
  initialization: 'fan-in',
});
