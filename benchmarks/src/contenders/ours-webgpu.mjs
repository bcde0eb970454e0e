import { useWebGpu } from '../webgpu/device.mjs';

/** The compiled module on WebGPU, as a user imports it. @type {import('../calls.mjs').LoadContender} */
export async function load({ files, images }) {
  const gpu = await useWebGpu();
  const { load: loadModule } = await import(files.module);
  const network = await loadModule({ device: 'webgpu', gpu, weights: files.weights });
  return () => network.predict(images);
}
