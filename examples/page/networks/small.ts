import { cifarResnet } from 'resnet-compile';

/** The ResNet-20 whose weights come with the page; layer3 is what heat maps and taught classes are made of. */
export default cifarResnet(20, { shortcut: 'A-split', outputs: ['layer3'] });
