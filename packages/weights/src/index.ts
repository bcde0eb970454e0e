export type { ExpectedTensor } from './expected-tensor.ts';
export { mapNames, type MappedNames } from './map-names.ts';
export { matchState } from './match-state.ts';
export { proposeNames, type ProposedNames } from './propose-names.ts';
export { renameTensors } from './rename-tensors.ts';
export { readWeights } from './read-weights.ts';
export { readSafetensors, writeSafetensors, WeightsError, type Tensor } from './safetensors.ts';
export { readTorch } from './torch.ts';
