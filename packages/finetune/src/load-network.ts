import { stagesOf, type CompiledNetwork, type Stages } from '@resnet-compile/driver';
import type { Network } from '@resnet-compile/dsl';
import type { TrainableNetwork } from '@resnet-compile/trainer';

/** What `load` of a module gives that trains. */
export interface LoadedForTraining extends TrainableNetwork {
  /** Frees what it holds. */
  dispose(): Promise<void>;
}

/** What a compiled module exports, by what of it is needed. */
interface Module<Loaded> {
  readonly load: (options: Readonly<Record<string, unknown>>) => Promise<Loaded>;
}

/**
 * Compiles a network and imports its module, in any host.
 * @throws {TypeError} that lists what is wrong with the network.
 */
export async function compileNetwork<Module>(
  network: Network,
  compile: (stages: Stages) => CompiledNetwork,
): Promise<Module> {
  const stages = stagesOf(network, { name: 'network' });
  if ('problems' in stages)
    throw new TypeError(`the network cannot be compiled: ${stages.problems.map(({ message }) => message).join('; ')}`);
  return importText<Module>(compile(stages).module);
}

/** The same, and loads it. */
export async function loadNetwork<Loaded>(
  network: Network,
  compile: (stages: Stages) => CompiledNetwork,
  options: Readonly<Record<string, unknown>>,
): Promise<Loaded> {
  const { load } = await compileNetwork<Module<Loaded>>(network, compile);
  return load(options);
}

/** In a page by the address of a blob, which a Content-Security-Policy has to allow; Node imports none. */
async function importText<Module>(text: string): Promise<Module> {
  if ((globalThis as { readonly process?: { readonly versions?: { readonly node?: string } } }).process?.versions?.node)
    return (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`)) as Module;
  const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ address)) as Module;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** What is compiled for a device: for the one that is taken, if there is a choice, too. */
export const targetOf = (device: 'cpu' | 'webgpu' | 'auto' = 'cpu'): { readonly target?: 'cpu' | 'webgpu' } =>
  device === 'auto' ? {} : { target: device };
