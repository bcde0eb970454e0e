import { resnet18 } from 'resnet-compile';

/** Its last maps stand for a picture, averaged over their pixels. */
export default resnet18({ outputs: ['layer4'] });
