import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const python = process.env.PYTHON ?? 'python3';

/** The networks of `networks.py` whose operators the exporter here has not, or which PyTorch's own code trains faster. */
export const pyTorchNetworks = new Set([
  'seresnet50',
  'resnet50d',
  'resnetv2_50d_gn',
  'res2net50_26w_4s',
  'seresnet18',
  'resnet18GroupNorm',
]);

/** PyTorch's version; undefined where there is none. */
export function pyTorchVersion() {
  const { status, stdout } = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * Writes a network as PyTorch exports it.
 * @param {string} network
 * @param {URL} weights safetensors
 * @param {URL} onnx the file to write
 */
export function exportFromPyTorch(network, weights, onnx) {
  mkdirSync(new URL('.', onnx), { recursive: true });
  const script = new URL('export_onnx.py', import.meta.url);
  const { status } = spawnSync(
    python,
    [script, weights, onnx].map((part) => fileURLToPath(part)).toSpliced(1, 0, network),
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0)
    throw new Error(`${network} is exported by PyTorch, and ${python} did not: name another one in PYTHON`);
}
