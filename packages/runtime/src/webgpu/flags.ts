/** GPUBufferUsage as numbers (WebGPU, §5.1.2): in Node the global is missing. */
export const bufferUsage = {
  mapRead: 1,
  mapWrite: 2,
  copySource: 4,
  copyTarget: 8,
  uniform: 64,
  storage: 128,
  queryResolve: 512,
} as const;
