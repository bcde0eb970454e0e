import { cifarResnet } from 'resnet-compile';

/** What the weights were trained as: github.com/akamaster/pytorch_resnet_cifar10. */
export default cifarResnet(20, {
  shortcut: 'A-split',
  normalize: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
});
