export { mapNames, type ExpectedTensor, type MappedNames } from './dialects.ts';
export type { Arrived } from './hub/arrived.ts';
export { hub, type HubRequest, type HubWeights } from './hub/hub.ts';
export type { HubOptions } from './hub/hub-options.ts';
export type { StopSignal } from './hub/stop-signal.ts';
export { matchState } from './match-state.ts';
export { readWeights } from './read-weights.ts';
export { readSafetensors, writeSafetensors, WeightsError, type Tensor } from './safetensors.ts';
export { readTorch } from './torch.ts';
