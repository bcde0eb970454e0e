import { createRequire } from 'node:module';
import { useSoftwareVulkan } from '../../../packages/testing/src/software-vulkan.ts';

/** What this process asked of WebGPU devices since {@link takeCounts} was called last. Bytes, and numbers of calls. */
let counts = zero();

function zero() {
  return { dispatches: 0, submits: 0, uploaded: 0, readBack: 0, objects: 0 };
}

export function takeCounts() {
  const taken = counts;
  counts = zero();
  return taken;
}

/**
 * Makes SwiftShader this process' `navigator.gpu`, through the package `webgpu`, as a page has one; and counts, whoever
 * calls: the methods of all devices are replaced by ones that count.
 */
export async function useWebGpu() {
  await useSoftwareVulkan();
  const { create, globals } = createRequire(new URL('../../../package.json', import.meta.url))('webgpu');
  Object.assign(globalThis, globals);
  // Kept for good: Node must not collect it while anything of it is used.
  const gpu = create([]);
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu, hardwareConcurrency: navigator.hardwareConcurrency, language: 'en', userAgent: navigator.userAgent },
  });
  const { GPUBuffer, GPUComputePassEncoder, GPUDevice, GPUQueue } = globals;
  for (const name of ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect'])
    count(GPUComputePassEncoder, name, () => counts.dispatches++);
  count(GPUQueue, 'submit', () => counts.submits++);
  count(GPUQueue, 'writeBuffer', (_, [, , data, offset = 0, size]) => {
    const unit = data.BYTES_PER_ELEMENT ?? 1;
    counts.uploaded += size === undefined ? data.byteLength - offset * unit : size * unit;
  });
  count(GPUBuffer, 'mapAsync', (buffer, [mode, offset = 0, size = buffer.size - offset]) => {
    counts[mode === globalThis.GPUMapMode.READ ? 'readBack' : 'uploaded'] += size;
  });
  count(GPUDevice, 'createBuffer', (_, [{ mappedAtCreation, size }]) => {
    counts.objects++;
    if (mappedAtCreation) counts.uploaded += size;
  });
  for (const name of [
    'createBindGroup',
    'createShaderModule',
    'createComputePipeline',
    'createComputePipelineAsync',
    'createBindGroupLayout',
    'createPipelineLayout',
    'createQuerySet',
    'createTexture',
  ]) {
    count(GPUDevice, name, () => counts.objects++);
  }
  return gpu;
}

function count({ prototype }, name, add) {
  const method = prototype[name];
  prototype[name] = function counted(...parameters) {
    add(this, parameters);
    return method.apply(this, parameters);
  };
}
