import { resnet18, sgd, training } from 'resnet-compile';

const normalize = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** What the weights were trained as. */
export const pretrained = resnet18({ normalize });

/** The same with another last layer. */
export const transferred = training(resnet18({ normalize, classes: Number(process.env['CLASSES'] ?? 2) }), {
  optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }),
});
