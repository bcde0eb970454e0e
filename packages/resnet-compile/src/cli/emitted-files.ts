import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { CompiledNetwork } from '@resnet-compile/driver';
import { literalOf } from '@resnet-compile/options';
import type { ModelExport, ModelFile } from '@resnet-compile/source';
import { UserError } from './user-error.ts';

/** A network under one of its names, and the model file that exports it. */
export interface Emitted {
  readonly network: CompiledNetwork;
  readonly from: ModelExport;
  readonly model: string;
}

/** The text of every file by its path. @throws {UserError} where two of them, or one and a file that was read, would be one file. */
export function emittedFiles(
  emitted: readonly Emitted[],
  out: string,
  read: readonly ModelFile[],
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const taken = new Map<string, string>();
  for (const {
    network: { name, module, declarations },
    from,
    model,
  } of emitted) {
    checkName(name, from, model);
    const path = join(out, `${name}.js`);
    const other = taken.get(blindToCase(path));
    if (other !== undefined) {
      const one =
        other === path
          ? path
          : `${other} and ${path}, which are one file where folders are blind to case, as on macOS and Windows`;
      throw new UserError(
        `two networks would be written to ${one}; nothing was written. Rename one of them, or compile them into different folders.`,
      );
    }
    taken.set(blindToCase(path), path);
    if (read.some(({ sources }) => sources.files.some((source) => isSameFile(source, path))))
      throw new UserError(
        `the network ${name} would be written over ${path}, which it is made from; nothing was written. Choose another folder with --out.`,
      );
    files.set(path, module).set(join(out, `${name}.d.ts`), declarations);
  }
  return files;
}

/** Any string may be the name of an export, and most may name a file; some of those would have to be escaped wherever they are used. */
function checkName(name: string, { exported }: ModelExport, model: string): void {
  if (/^[\p{L}\p{N}_$][\p{L}\p{M}\p{N}_$. -]*$/u.test(name)) return;
  throw new UserError(
    exported === 'default'
      ? `${model}: its default export would be written to ${literalOf(`${name}.js`)}, a name that shells or imports would have to spell otherwise; nothing was written. Rename the file, or export the network by a name of its own.`
      : `a network is exported as ${literalOf(name)}, which cannot be the name of a file; nothing was written. Rename the export.`,
  );
}

const blindToCase = (path: string): string => path.normalize('NFC').toLowerCase();

/** Whether two paths lead to one file, however they are spelt: by links, or in a folder that is blind to case. */
function isSameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev;
}
