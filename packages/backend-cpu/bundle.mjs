// Bundles what emits WebAssembly into one text, which the compiler pastes into modules.
import { writeFile } from 'node:fs/promises';
import { functionText } from '../../tools/function-text.mjs';

const comment = '/** The function `emitKernels` as an expression. */\n';
const text = await functionText('src/emitter.ts', 'emitKernels');
await writeFile('dist/text.js', `${comment}export const kernelEmitter = ${JSON.stringify(text)};\n`);
await writeFile('dist/text.d.ts', `${comment}export declare const kernelEmitter: string;\n`);
