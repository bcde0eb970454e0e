import type { CpuPlan } from '@resnet-compile/backend-cpu';
import type { PrepareStep } from '@resnet-compile/ir';
import { createCpuEngine } from './cpu/cpu-engine.ts';
import type { CpuCode } from './cpu/kernels.ts';
import type { ModelInfo } from './model-info.ts';
import { createNetwork, type Network } from './network.ts';
import { loadState, type Weights } from './state.ts';
import { isPage, loadInWorker, serveWorker } from './worker.ts';

export interface LoadOptions {
  /** `'auto'`: WebGPU where there is an adapter that is neither a fallback nor software, else the CPU. */
  readonly device?: 'auto' | 'cpu' | 'webgpu';
  /** A safetensors file by path, URL or bytes, or a record of name → values. Without, the network is initialised anew. */
  readonly weights?: Weights;
  /** Of the initial weights; 0. */
  readonly seed?: number;
}

/** What the compiler writes into a module. */
export interface CompiledModule {
  readonly model: ModelInfo;
  /** Folds the parameters; common to all devices. */
  readonly prepare: readonly PrepareStep[];
  readonly cpu: { readonly plan: CpuPlan; readonly code: CpuCode };
  /** `import.meta.url`: the module is its own worker. */
  readonly url: string;
}

/** Makes a module's `load`; in the module's own worker, answers the page instead. */
export function createLoad({ model, prepare, cpu, url }: CompiledModule): (options?: LoadOptions) => Promise<Network> {
  const onThisThread = async ({ weights, seed = 0 }: LoadOptions): Promise<Network> => {
    const state = await loadState(model, weights, seed);
    return createNetwork(model, prepare, await createCpuEngine(cpu.plan, cpu.code), state);
  };
  serveWorker(url, onThisThread);
  return async (options = {}) => {
    checkDevice(model, options.device ?? 'auto', ['cpu']);
    // A page must not freeze while the CPU computes.
    return isPage() ? loadInWorker(model, url, options) : onThisThread(options);
  };
}

function checkDevice(model: ModelInfo, device: string, compiled: readonly string[]): void {
  if (device === 'auto' || compiled.includes(device)) return;
  const why = ['cpu', 'webgpu'].includes(device) ? `was compiled for ${compiled.join(' and ')}` : `knows the devices 'auto', 'cpu' and 'webgpu'`;
  throw new Error(`${model.name}: cannot load on device ${JSON.stringify(device)}: the module ${why}`);
}
