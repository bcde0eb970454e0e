import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printDiagnostics, readModelFile, type ModelFile, type ReadOptions } from '../src/index.ts';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';

// The DSL's sources, so that a run needs no build.
const dsl = fileURLToPath(new URL('../../dsl/src/index.ts', import.meta.url));
export const dslSources = { 'resnet-compile': dsl, '@resnet-compile/dsl': dsl };

const root = temporaryFolder('model files (1) ');
let count = 0;

/** A folder of its own that holds these files: its path. The name has spaces and parentheses on purpose. */
export function modelFolder(files: Readonly<Record<string, string>>): string {
  const folder = join(root, String(++count));
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}

export interface Read extends ModelFile {
  /** `file:line:column code: message → hint`, the file relative to the model's folder. */
  readonly lines: readonly string[];
  readonly output: string;
  readonly printed: (colour?: boolean) => string;
}

/** Reads `model.ts`, or the given entry, of a folder that holds these files. */
export async function readModel(
  files: string | Readonly<Record<string, string>>,
  entry = 'model.ts',
  options: ReadOptions = {},
): Promise<Read> {
  return readIn(modelFolder(typeof files === 'string' ? { [entry]: files } : files), entry, options);
}

/** Reads a model file of a folder. */
export async function readIn(folder: string, entry: string, options: ReadOptions = {}): Promise<Read> {
  let output = '';
  const file = await readModelFile(join(folder, entry), {
    dslModules: dslSources,
    onOutput: (text) => (output += text),
    ...options,
  });
  const lines = file.diagnostics.map(
    ({ file: path, line, column, code, message, hint }) =>
      `${path.slice(folder.length + 1)}:${line}:${column} ${code}: ${message}${hint === undefined ? '' : ` → ${hint}`}`,
  );
  const printed = (colour = false): string =>
    printDiagnostics(file.diagnostics, file.sources, { colour }).replaceAll(/^(\S*)\S*\/.*?\/\d+\//gm, '');
  return { ...file, lines, output, printed };
}
