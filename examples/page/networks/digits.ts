import { resnet, sgd, training } from 'resnet-compile';

/** 28×28 pixels become 7×7 in the stem; three residual blocks follow, on 7×7, 4×4 and 2×2. */
export default training(resnet({ stages: [1, 1, 1], width: 16, input: [1, 28, 28], classes: 10 }), {
  optimizer: sgd({ momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
});
