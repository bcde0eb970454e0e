export { DataError, type OrientationOption, type Place, type Rgba } from '@resnet-compile/data/images';
export { classifier, type Classification, type Classifier } from './classifier.ts';
export type { ClassifyingOptions, ClassifyOptions, EmbedOptions } from './classifier-options.ts';
export type { Labels } from './labels.ts';
export type { Load, LoadedNetwork, LoadOptions, Model } from './loaded-network.ts';
export type { Drawing, FileLike, Frame, ImageElement, Picture, VideoElement } from './picture.ts';
export type { Preprocess } from './preprocessing.ts';
export { probabilities } from './probabilities.ts';
export { topK, type Ranked } from './top-k.ts';
