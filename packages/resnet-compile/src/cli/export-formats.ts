import { extname } from 'node:path';
import type { ExportFormat, FormatOptions } from './export-format.ts';
import { onnxFormat } from './onnx-format.ts';
import { pyTorchFormat } from './py-torch-format.ts';
import { UserError } from './user-error.ts';

/** By the extension of the file that is wanted. */
export const exportFormats: Readonly<Record<string, ExportFormat>> = { '.onnx': onnxFormat, '.py': pyTorchFormat };

const endings = Object.entries(exportFormats).map(([extension, { title }]) => `${extension} (${title})`);

/** The format of a file, by its name. @throws {UserError} where there is none, or it does not take these options. */
export function formatOf(to: string, options: FormatOptions): ExportFormat {
  const format = Object.entries(exportFormats).find(([extension]) => extension === extname(to).toLowerCase())?.[1];
  if (!format)
    throw new UserError(
      `--to ${to}: the format follows from the file's name; expected one that ends with ${endings.join(', ')}`,
    );
  const stray = (Object.keys(options) as (keyof FormatOptions)[]).find(
    (name) => options[name] !== undefined && !format.takes.includes(name),
  );
  if (stray !== undefined) throw new UserError(`--${stray} is not for ${format.title}; leave it out`);
  return format;
}
