import type { CompiledModule } from './compiled-module.ts';
import type { Engine } from './engine.ts';
import type { Slices } from './slices.ts';
import type { LoadOptions } from './load-options.ts';
import { createNetwork, type Network } from './network.ts';
import type { Served } from './workers/serve.ts';
import { loadState } from './state.ts';

/** A kind of device: how a module that was compiled for it is loaded there. */
export interface Device {
  readonly name: 'cpu' | 'webgpu';
  /** What its workers do. */
  readonly served?: Served;
  /** `auto`: undefined where the device is not worth taking. @throws {Error} where it cannot be had. */
  readonly load: (module: CompiledModule, options: LoadOptions, auto: boolean) => Promise<Network | undefined>;
}

/** Loads the weights into an engine; if that fails, the engine is disposed of. */
export async function loadOnEngine({ model, prepare }: CompiledModule, { weights, seed = 0 }: LoadOptions, engine: Engine, slices?: Slices): Promise<Network> {
  try {
    return await createNetwork(model, prepare, engine, await loadState(model, weights, seed, { slices }));
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}
