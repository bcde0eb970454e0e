import { compiledModule } from '../compile-ours.mjs';
import { useWebGpu } from '../webgpu/device.mjs';

/** The compiled module on WebGPU, as a user imports it. @type {import('../worker.mjs').LoadContender} */
export async function load({ network, state, images }) {
  const gpu = await useWebGpu();
  const { load: loadModule } = await import(compiledModule(network).href);
  const weights = Object.fromEntries([...state].map(([name, { data }]) => [name, data]));
  const loaded = await loadModule({ device: 'webgpu', gpu, weights });
  return () => loaded.predict(images);
}
