import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { modelFile, stateInFile } from '@resnet-compile/dsl/model-file';
import { countLayers } from '@resnet-compile/dsl/reduce';
import { importOnnx, OnnxError, type Imported } from '@resnet-compile/onnx';
import { shownName } from '@resnet-compile/options';
import { writeSafetensors } from '@resnet-compile/weights';
import { externalFiles } from './external-files.ts';
import { refuseOverwriting } from './refuse-overwriting.ts';
import { UserError } from './user-error.ts';
import { writeFiles } from './write-files.ts';

export interface ImportCommandOptions {
  readonly out?: string;
  /** Channels, height, width. */
  readonly input?: readonly number[];
  readonly outputs?: readonly string[];
  readonly force?: boolean;
}

/** `resnet-compile import model.onnx`: writes the model file and the weights of an ONNX file. */
export async function importNetwork(file: string, options: ImportCommandOptions): Promise<void> {
  const out = options.out ?? `${basename(file, extname(file))}.ts`;
  if (!/\.[cm]?[jt]s$/.test(out))
    throw new UserError(`--out is ${out}; expected the name of a model file, such as model.ts. Nothing was written.`);
  const weights = `${out.slice(0, -extname(out).length)}.safetensors`;
  for (const each of [out, weights]) {
    await refuseOverwriting(each, { 'the file that is read': file });
    if (existsSync(each) && !options.force)
      throw new UserError(
        `${each} is there already; nothing was written. Add --force, or choose another file with --out.`,
      );
  }
  const imported = importedFrom(file, await bytesOf(file), options);
  const { network, notes } = imported;
  const written = modelFile(network);
  const state = stateInFile(imported.state.values(), written);
  await writeFiles(
    new Map<string, string | Uint8Array>([
      [out, `${heading(file, weights)}${written.text}`],
      [weights, writeSafetensors(state)],
    ]),
  );
  process.stdout.write(
    [
      `${file} → ${out}: ${written.call === undefined ? '' : `${written.call}(), `}${countLayers(network.body)} layers, images of ${network.input.join('×')}`,
      `  ${weights}: ${counted(state.length, 'tensor')}, ${numbersIn(imported).toLocaleString('en')} numbers`,
      ...notes.map((note) => `  ${note}`),
      `Next: npx resnet-compile ${out}, then load({ weights: '${basename(weights)}' })`,
      '',
    ].join('\n'),
  );
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(
      `cannot read ${file}: ${code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message}; nothing was written.`,
    );
  }
}

function importedFrom(file: string, bytes: Uint8Array, { input, outputs }: ImportCommandOptions): Imported {
  try {
    return importOnnx(bytes, {
      external: externalFiles(file),
      ...(input ? { input } : {}),
      ...(outputs ? { outputs } : {}),
    });
  } catch (error) {
    if (error instanceof OnnxError) throw new UserError(`${file}: ${error.message}\nnothing was written.`);
    throw error;
  }
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
const numbersIn = ({ state }: Imported): number => [...state.values()].reduce((sum, { data }) => sum + data.length, 0);

const heading = (file: string, weights: string): string =>
  `// Imported from ${shownName(basename(file))}; its weights: load({ weights: ${shownName(basename(weights))} }).\n`;
