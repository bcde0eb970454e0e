export { lesion } from './lesion.ts';
export { norm, norms } from './norms.ts';
export { passThrough } from './pass-through.ts';
export { alongPath, pathLengths, someOf, type BlockGradients } from './paths.ts';
export { permuted } from './permuted.ts';
export { filterNormalized, pointAt } from './plane.ts';
export { seeded, standardNormal } from './random.ts';
export { deviations, standardDeviation } from './responses.ts';
export type { State, TensorInfo } from './state.ts';
