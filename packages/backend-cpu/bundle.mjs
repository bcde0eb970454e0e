// Bundles what emits WebAssembly into texts, of which the compiler pastes one into a module.
import { writeFile } from 'node:fs/promises';
import { functionText } from '../../tools/function-text.mjs';

const names = ['forward', 'everything'];
const texts = Object.fromEntries(
  await Promise.all(names.map(async (name) => [name, await functionText(`src/emitters/${name}.ts`, 'emitKernels')])),
);
const comment = '/** The function `emitKernels` as an expression, by what kernels it has. */\n';
await writeFile('dist/text.js', `${comment}export const kernelEmitters = ${JSON.stringify(texts)};\n`);
await writeFile(
  'dist/text.d.ts',
  `${comment}export declare const kernelEmitters: Readonly<Record<${names.map((name) => `'${name}'`).join(' | ')}, string>>;\n`,
);
