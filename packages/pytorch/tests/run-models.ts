import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { python } from '@resnet-compile/testing/python';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { writeSafetensors, type Tensor } from '@resnet-compile/weights';

/** A file of PyTorch, what lies beside it, and what is asked of it. */
export interface Job {
  readonly name: string;
  readonly text: string;
  readonly weights: Iterable<Tensor>;
  /** `images0`, `targets0`, … */
  readonly given: Iterable<Tensor>;
  /** Of the arithmetic; float64. */
  readonly dtype?: 'float32' | 'float64';
  readonly learningRate?: number;
  readonly steps?: number;
  /** Whether the first step's gradients are listed, unclipped. */
  readonly gradients?: boolean;
  /** A file to which torch.save writes the state. */
  readonly saved?: string;
}

type Lists = Readonly<Record<string, readonly number[]>>;

export interface JobResult {
  readonly error?: string;
  /** Names of the state, in PyTorch's order. */
  readonly keys: readonly string[];
  /** `logits`, and what else is handed out. */
  readonly values: Lists;
  readonly shapes: Lists;
  readonly losses: readonly number[];
  readonly gradients: Lists;
  readonly state: Lists;
  readonly average?: Lists;
  /** Where all of it lies. */
  readonly folder: string;
}

/** Runs files of PyTorch in one process. @throws {Error} with what Python says, of the first that fails. */
export async function runModels(jobs: readonly Job[]): Promise<readonly JobResult[]> {
  const root = temporaryFolder('pytorch-');
  const folders = jobs.map(({ name, text, weights, given, ...job }, index) => {
    const folder = join(root, String(index));
    mkdirSync(folder);
    writeFileSync(join(folder, 'model.py'), text);
    writeFileSync(join(folder, 'model.safetensors'), writeSafetensors(weights));
    writeFileSync(join(folder, 'given.safetensors'), writeSafetensors(given));
    writeFileSync(join(folder, 'job.json'), JSON.stringify({ dtype: 'float64', name, ...job }));
    return folder;
  });
  const script = fileURLToPath(new URL('run-models.py', import.meta.url));
  await promisify(execFile)(python ?? 'python3', [script, ...folders], { maxBuffer: 1 << 26 });
  return folders.map((folder, index) => {
    // Python writes NaN and Infinity, which are no JSON.
    const text = readFileSync(join(folder, 'result.json'), 'utf8')
      .replaceAll('NaN', 'null')
      .replaceAll('Infinity', '1e999');
    const result = JSON.parse(text) as JobResult;
    if (result.error !== undefined) throw new Error(`${jobs[index]?.name} in ${folder}: ${result.error}`);
    return { ...result, folder };
  });
}
