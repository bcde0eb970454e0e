import type { DeviceName } from '@resnet-compile/plan';
import type { CompiledModule } from './compiled-module.ts';
import type { Engine } from './engine.ts';
import { createEngineReplica } from './engine-replica.ts';
import type { Loading } from './load-options.ts';
import type { Network } from './network.ts';
import type { Replica } from './replica.ts';
import type { Served } from './workers/serve.ts';
import type { Arrived } from './read-place.ts';
import type { Slices } from './slices.ts';
import { loadState } from './state.ts';
import type { State } from './weights.ts';

/** A kind of device: how a module that was compiled for it is loaded there. */
export interface Device<Module extends CompiledModule = CompiledModule> {
  readonly name: DeviceName;
  /** What its workers do. */
  readonly served?: Served<Module>;
  /** `auto`: undefined where the device is not worth taking. @throws {Error} where it cannot be had. */
  readonly load: (module: Module, loading: Loading, auto: boolean) => Promise<Network | undefined>;
  /** Why no device was worth taking, where there is no other. */
  readonly whyNone?: (module: Module) => string;
}

/** Begins to load the weights, which arrive while kernels are compiled; of what fails, whoever waits for them hears. */
export function arriving<Values>(values: Promise<Values>): Promise<Values> {
  values.catch(() => undefined);
  return values;
}

/** The state of a network, from its weights or anew; a fraction `begun` of the work came before. */
export const stateOf = (
  { model }: CompiledModule,
  loading: Loading,
  { slices, begun = 0 }: { readonly slices?: Slices; readonly begun?: number } = {},
): Promise<State> =>
  loadState(model, loading, { signal: loading.signal, onBytes: ofBytes(loading.onProgress, begun) }, slices);

/** Gives an engine its weights; if that fails, the engine is disposed of. */
export async function loadOnEngine(
  { model, prepare }: CompiledModule,
  engine: Engine,
  state: Promise<State>,
): Promise<Replica> {
  try {
    return await createEngineReplica(model, prepare, engine, await state);
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}

/** Says how much of the weights has arrived; a fraction `begun` of the work came before. */
export const ofBytes =
  (onProgress: Loading['onProgress'], begun = 0) =>
  (arrived: Arrived): void =>
    onProgress(arrived.total ? begun + (1 - begun) * (arrived.loaded / arrived.total) : begun, arrived);
