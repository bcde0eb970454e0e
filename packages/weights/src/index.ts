export { withInputChannels } from './input-channels.ts';
export { mapNames, type ExpectedTensor, type MappedNames } from './dialects.ts';
export { matchState } from './match-state.ts';
export { listWeights, readWeights, readWeightsFile, type ReadOptions, type WeightsFile } from './read-weights.ts';
export { readSafetensors, writeSafetensors, WeightsError, type Tensor, type WriteOptions } from './safetensors.ts';
export { shardNames } from './shards.ts';
export { narrowFloats, type NarrowFloat } from './narrow-floats.ts';
export { readTorch } from './torch.ts';
export type { StoredTensor, TensorDictionary, WeightsContents } from './weights-contents.ts';
