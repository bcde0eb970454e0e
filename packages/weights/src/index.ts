export { mapNames, type ExpectedTensor, type MappedNames } from './dialects.ts';
export { matchState } from './match-state.ts';
export { readWeights } from './read-weights.ts';
export { readSafetensors, writeSafetensors, WeightsError, type Tensor } from './safetensors.ts';
export { readTorch } from './torch.ts';
