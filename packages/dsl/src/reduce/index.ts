/** Networks as text, and smaller ones of a network: what finds the layer that is to blame. */
export { faultKind } from './fault-kind.ts';
export { countLayers, layerPaths, partsOf } from '../parts-of.ts';
export { reduce, type ReduceOptions, type Reduction } from './reduce.ts';
export { smallerNetworks } from './smaller-networks.ts';
