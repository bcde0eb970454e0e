import { compiledModule } from '../compile-ours.mjs';

/** The compiled module, as a user imports it. @type {import('../worker.mjs').LoadContender} */
export async function load({ network, state, images, threads }) {
  const { load: loadModule } = await import(compiledModule(network).href);
  const weights = Object.fromEntries([...state].map(([name, { data }]) => [name, data]));
  const loaded = await loadModule({ device: 'cpu', weights, threads });
  return () => loaded.predict(images);
}
