import { resnet18 } from 'resnet-compile';

/** What the weights were trained as: torchvision's. */
export default resnet18({ normalize: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } });
