import { resnet18 } from 'resnet-compile';

export default resnet18();
