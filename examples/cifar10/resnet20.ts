import { cifarResnet } from 'resnet-compile';

// The widely used trained weights pad the shortcut's zero channels on both sides.
export default cifarResnet(20, {
  shortcut: 'A-split',
  normalize: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
});
