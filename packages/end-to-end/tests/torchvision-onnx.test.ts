import { modelFile } from '@resnet-compile/dsl/model-file';
import { importOnnx, type Imported } from '@resnet-compile/onnx';
import { images } from '@resnet-compile/testing';
import { python } from '@resnet-compile/testing/python';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { readTorch } from '@resnet-compile/weights';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { compiledModule } from './compiled-module.ts';
import { leftOut, thorough } from './thorough.ts';

const script = fileURLToPath(new URL('torchvision-files.py', import.meta.url));
const folder = temporaryFolder('torchvision-');
const all = ['9', '10', '11', '12', '13', '14', '15', '16', '17'];
/** Operator sets in which each is exported. */
const opsets = {
  resnet18: all,
  resnet34: ['17'],
  resnet50: all,
  resnet101: ['17'],
  resnet152: ['11'],
  resnext50_32x4d: ['9', '17'],
  wide_resnet50_2: ['13'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

function hasTorchvision(): boolean {
  try {
    return (
      python !== undefined && execFileSync(python, ['-c', 'import torchvision'], { stdio: 'ignore' }) !== undefined
    );
  } catch {
    return false;
  }
}
const isTried = thorough && hasTorchvision();
const why = isTried ? '' : thorough ? " (only where Python has torchvision, Debian's python3-torchvision)" : leftOut;

describe.skipIf(!isTried)(`what PyTorch exports of torchvision's ResNets${why}`, { timeout: 1_800_000 }, () => {
  test.each(Object.entries(opsets))('%s is one call, with its state and its logits', async (name, sets) => {
    const own = join(folder, name);
    mkdirSync(own);
    await promisify(execFile)(python ?? 'python3', [script, own, name, ...sets]);
    const files = readdirSync(own).filter((file) => file.endsWith('.onnx'));
    expect(files.length).toBe(sets.length * 6);
    const logits = logitsByText();
    for (const file of files) {
      const bytes = new Uint8Array(readFileSync(join(own, file)));
      const imported = importOnnx(bytes);
      const { text } = modelFile(imported.network);
      const isFused = file.endsWith('eval.onnx');
      expect(text, file).toMatch(
        new RegExp(
          `^import \\{[^}]*\\} from 'resnet-compile';\\n\\nexport default ${isFused ? 'resnet' : name}\\(\\{[^}]*\\}\\);\\n$`,
        ),
      );
      if (!isFused) expectState(imported, readFileSync(join(own, file.replace('.onnx', '.pth'))));
      // In training mode, norms take the batch's statistics there.
      if (!file.endsWith('training.onnx'))
        expect(await distance(bytes, await logits(text, imported)), file).toBeLessThan(1e-5);
    }
    rmSync(own, { recursive: true });
  });
});

const shape = [3, 3, 64, 64];
const given = images(0, shape).data;

/** The imported network's logits; it is compiled once for a text. */
function logitsByText(): (text: string, imported: Imported) => Promise<Float32Array> {
  const modules = new Map<string, ReturnType<typeof compiledModule>>();
  return async (text, { network, state }) => {
    const module = modules.get(text) ?? compiledModule(network);
    modules.set(text, module);
    const weights = Object.fromEntries(Array.from(state, ([name, { data }]) => [name, data]));
    const loaded = await module.load({ device: 'cpu', weights });
    const logits = await loaded.predict(given);
    await loaded.dispose();
    return logits;
  };
}

/** Bit for bit that of PyTorch, but for the batches that it counts. */
function expectState({ state }: Imported, saved: Uint8Array): void {
  const tensors = [...readTorch(saved).values()].filter(({ name }) => !name.endsWith('num_batches_tracked'));
  expect(new Set(state.keys())).toEqual(new Set(tensors.map(({ name }) => name)));
  for (const { name, shape: size, data } of tensors) {
    expect(state.get(name)?.shape, name).toEqual(size);
    expect(Buffer.compare(bytesOf(data), bytesOf(state.get(name)?.data)), name).toBe(0);
  }
}

const bytesOf = (data: Float32Array | undefined): Uint8Array =>
  data ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array();

/** How far onnxruntime's logits lie from these: at worst, relative to the largest. */
async function distance(bytes: Uint8Array, ours: Float32Array): Promise<number> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const { logits } = await session.run({ images: new Tensor('float32', given, shape) });
  await session.release();
  const theirs = logits?.data as Float32Array;
  expect(ours.length).toBe(theirs.length);
  const worst = theirs.reduce((most, each, index) => Math.max(most, Math.abs(each - (ours[index] ?? NaN))), 0);
  return worst / theirs.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
}
