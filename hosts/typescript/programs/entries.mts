// Every entry that users import, the modules that were compiled for them included.
export * as language from 'resnet-compile';
export * as data from '@resnet-compile/data';
export * as folders from '@resnet-compile/data/image-folder';
export * as images from '@resnet-compile/data/images';
export * as trainer from '@resnet-compile/trainer';
export * as vision from '@resnet-compile/vision';
export * as weights from '@resnet-compile/weights';
export * as published from '@resnet-compile/weights/published';
export * as safetensors from '@resnet-compile/weights/safetensors';
export * as inference from './dist/net.js';
export * as training from './dist/net.train.js';
