import { cifarResnet, sgd, training, type MovingAverage } from 'resnet-compile';

const averaged = (ema: MovingAverage) =>
  training(cifarResnet(20), { optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }), initialization: 'fan-in', ema });

export const estimated = averaged({ decay: 0.99 });
export const statisticsAveraged = averaged({ decay: 0.99, statistics: 'averaged' });
export const warmUp = averaged({ decay: 0.99, statistics: 'averaged', warmUp: true });
export const slow = averaged({ decay: 0.999 });
export const slowWarmUp = averaged({ decay: 0.999, warmUp: true });
