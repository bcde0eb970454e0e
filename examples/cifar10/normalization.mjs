/** Mean and deviation of the training images, per channel, in 0…1. */
export const cifarNormalization = { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] };
