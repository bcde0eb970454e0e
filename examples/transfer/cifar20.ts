import { cifarResnet, sgd, training } from 'resnet-compile';

const options = {
  shortcut: 'A-split',
  normalize: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
} as const;

/** What the weights were trained as: github.com/akamaster/pytorch_resnet_cifar10. */
export const pretrained = cifarResnet(20, options);

/** The same with another last layer. */
export const transferred = training(cifarResnet(20, { ...options, classes: Number(process.env['CLASSES'] ?? 2) }), {
  optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }),
});
