import { extname } from 'node:path';
import type { ExportFormat, FormatOptions } from './export-format.ts';
import { UserError } from './user-error.ts';

/** By the extension of the file that is wanted. */
export const exportFormats: Readonly<Record<string, () => Promise<ExportFormat>>> = {
  '.onnx': async () => (await import('./onnx-format.ts')).onnxFormat,
  '.py': async () => (await import('./py-torch-format.ts')).pyTorchFormat,
};

/** The format of a file, by its name. @throws {UserError} where there is none, or it does not take these options. */
export async function formatOf(to: string, options: FormatOptions): Promise<ExportFormat> {
  const load = Object.entries(exportFormats).find(([extension]) => extension === extname(to).toLowerCase())?.[1];
  if (!load)
    throw new UserError(
      `--to ${to}: the format follows from the file's name; expected one that ends with ${(await endings()).join(', ')}`,
    );
  const format = await load();
  const stray = (Object.keys(options) as (keyof FormatOptions)[]).find(
    (name) => options[name] !== undefined && !format.takes.includes(name),
  );
  if (stray !== undefined) throw new UserError(`--${stray} is not for ${format.title}; leave it out`);
  return format;
}

const endings = (): Promise<readonly string[]> =>
  Promise.all(Object.entries(exportFormats).map(async ([extension, load]) => `${extension} (${(await load()).title})`));
