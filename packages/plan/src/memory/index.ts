export { totalBytes, type MemoryParts, type MemoryUse } from './parts.ts';
export { evaluationMemory, inferenceMemory, largestBatchOnCpu, stepMemory, type MemorySetting } from './cpu.ts';
export {
  deviceInferenceMemory,
  deviceStepMemory,
  imageBytes,
  largestBatchOnDevice,
  partsOf,
  scratchBytes,
  standardizedBytes,
  type DeviceLimits,
} from './webgpu.ts';
