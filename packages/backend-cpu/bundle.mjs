// Bundles what emits WebAssembly into texts, of which the backend puts one into a module; it is compiled after this.
import { mkdir, writeFile } from 'node:fs/promises';
import { functionText } from '../../tools/function-text.mjs';

const names = ['forward', 'everything'];
const texts = Object.fromEntries(
  await Promise.all(names.map(async (name) => [name, await functionText(`src/emitters/${name}.ts`, 'emitKernels')])),
);
const comment = '/** The function `emitKernels` as an expression, by what kernels it has. */\n';
await mkdir('dist', { recursive: true });
await writeFile('dist/text.js', `${comment}export const kernelEmitters = ${JSON.stringify(texts)};\n`);
await writeFile(
  'dist/text.d.ts',
  `${comment}export declare const kernelEmitters: Readonly<Record<${names.map((name) => `'${name}'`).join(' | ')}, string>>;\n`,
);
