export { withInputChannels } from './input-channels.ts';
export type { ExpectedTensor } from './expected-tensor.ts';
export { mapNames, type MappedNames } from './map-names.ts';
export type { Arrived } from './hub/arrived.ts';
export { hub, type HubRequest, type HubWeights } from './hub/hub.ts';
export type { HubOptions, MirrorAddress } from './hub/hub-options.ts';
export type { StopSignal } from './hub/stop-signal.ts';
export { matchState } from './match-state.ts';
export { proposeNames, type ProposedNames } from './propose-names.ts';
export { renameTensors } from './rename-tensors.ts';
export {
  listWeights,
  readWeights,
  readWeightsFile,
  type ListedWeights,
  type ReadOptions,
  type WeightsFile,
} from './read-weights.ts';
export { readSafetensors, writeSafetensors, WeightsError, type Tensor, type WriteOptions } from './safetensors.ts';
export { shardNames } from './shards.ts';
export { narrowFloats, type NarrowFloat } from './narrow-floats.ts';
export { readTorch } from './torch.ts';
export type { StoredTensor, TensorDictionary, WeightsContents } from './weights-contents.ts';
