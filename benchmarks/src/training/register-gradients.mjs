import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { cache } from '../cache.mjs';

/**
 * Gives TensorFlow.js its gradients. The file of `@tensorflow/tfjs-core` that registers them is for bundlers alone; who
 * has it without one installs `@tensorflow/tfjs`, which is 300 MB and the same code. Its registry is global.
 */
export async function registerGradients() {
  const file = new URL('tfjs-gradients.mjs', cache);
  const options = { bundle: true, format: 'esm', platform: 'node', mainFields: ['module', 'main'], logLevel: 'error' };
  await build({
    ...options,
    entryPoints: ['@tensorflow/tfjs-core/dist/register_all_gradients.js'],
    absWorkingDir: fileURLToPath(new URL('../../', import.meta.url)),
    outfile: fileURLToPath(file),
  });
  await import(file.href);
}
