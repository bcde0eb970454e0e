import { checkLoadOptions } from './check-load-options.ts';
import type { CompiledModule } from './compiled-module.ts';
import type { Device } from './device.ts';
import type { HostCode } from './host-code.ts';
import type { Loading, LoadOptions } from './load-options.ts';
import type { Network } from './network.ts';
import { takeWeights } from './state.ts';
import { progressTo, stoppable } from './stoppable.ts';
import { onOpening } from './workers/host-worker.ts';
import type { Opening } from './workers/opening.ts';
import type { WithHostCode } from './with-host-code.ts';
import { serverOf } from './workers/serve.ts';

/** What a module's text is made into, in the module itself and in each of its workers. */
export interface Runtime<Module extends CompiledModule = CompiledModule> {
  createLoad(module: Module): (options?: LoadOptions) => Promise<Network>;
  /** In a worker: does what an opening says. */
  serve(opening: Opening): void;
  /** In a worker: waits for openings that are meant for the module of this id. `url`: the worker's own file. */
  listen(id: string, url?: string): void;
}

/**
 * Makes a module's runtime out of the devices that it was compiled for, the best first.
 *
 * @param withCode takes what else in the module is JavaScript
 * @returns a function of that
 */
export const runtimeOn =
  <Module extends CompiledModule>(withCode: WithHostCode, ...devices: readonly Device<Module>[]) =>
  (code: HostCode = {}): Runtime<Module> => {
    const whole = (module: Module): Module => withCode(module, code);
    const served = devices.find((device) => device.served)?.served;
    const serverAt = (url?: string) => (served ? serverOf(served, whole, url) : () => undefined);
    return {
      createLoad: (module) => loadOn(devices, whole(module)),
      serve: serverAt(),
      listen: (id, url) => onOpening(id, serverAt(url)),
    };
  };

/** A module's `load`. */
const loadOn =
  <Module extends CompiledModule>(devices: readonly Device<Module>[], module: Module) =>
  async (options: LoadOptions = {}): Promise<Network> => {
    const { name } = module.model;
    checkLoadOptions(name, options);
    const {
      device: wanted = 'auto',
      weights,
      except: given = [],
      transfer,
      seed = 0,
      onProgress,
      signal,
      ...rest
    } = options;
    const auto = wanted === 'auto';
    const chosen = devices.filter((device) => auto || device.name === wanted);
    if (chosen.length === 0)
      throw new Error(
        `${name}: cannot load on device ${JSON.stringify(wanted)}: the module was compiled for ${devices.map((device) => device.name).join(' and ')}`,
      );
    const except = [given].flat();
    if (signal?.aborted) throw signal.reason;
    const own = takeWeights(module.model, weights, except, transfer);
    return stoppable(signal, async (stopping) => {
      const progress = progressTo(onProgress, stopping);
      const loading: Loading = { ...rest, weights: own, seed, except, onProgress: progress, signal: stopping.signal };
      for (const device of chosen) {
        const network = await device.load(module, loading, auto);
        if (!network) continue;
        progress(1);
        return network;
      }
      throw new Error(`${name}: ${chosen.map((device) => device.whyNone?.(module)).join('')}`);
    });
  };
