// Bundles what emits WebAssembly into texts, of which the backend puts one into a module; it is compiled after this.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { functionText } from '../../tools/function-text.mjs';

const names = ['forward', 'everything'];
const texts = Object.fromEntries(
  await Promise.all(names.map(async (name) => [name, await functionText(`src/emitters/${name}.ts`, 'emitKernels')])),
);
await mkdir('dist', { recursive: true });
await writeFile('dist/text.js', `export const kernelEmitters = ${JSON.stringify(texts)};\n`);
await copyFile('src/text.d.ts', 'dist/text.d.ts');
