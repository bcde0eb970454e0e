import { readdirSync, readFileSync } from 'node:fs';
import { parseProgram, type KernelProgram } from '@resnet-compile/ir';

const folder = new URL('../programs/', import.meta.url);

/**
 * Programs as they come out of fusion, small enough to be read: what each backend makes of them stands in its goldens. A
 * new one is a new file.
 */
export const programs: readonly (readonly [name: string, program: KernelProgram])[] = readdirSync(folder).map(
  (file) => [file.replace(/\.txt$/, ''), parseProgram(readFileSync(new URL(file, folder), 'utf8'))],
);
