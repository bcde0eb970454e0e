// Bundles the runtime into one text for each choice of devices; the compiler pastes one into every module.
import { writeFile } from 'node:fs/promises';
import { functionText } from '../../tools/function-text.mjs';

const bundle = async (devices) =>
  // Hints for the bundlers of those who use the module; esbuild drops them.
  (await functionText(`src/variants/${devices}.ts`, 'createRuntime')).replace(
    /\bimport\(\s*([\w$]+)\s*\)/,
    'import(/* @vite-ignore */ /* webpackIgnore: true */ $1)',
  );
const variants = ['cpu', 'webgpu', 'both', 'training-cpu', 'training-webgpu', 'training-both'];
const texts = Object.fromEntries(await Promise.all(variants.map(async (devices) => [devices, await bundle(devices)])));
const comment =
  '/** The runtime as an expression, a function of what else of a module is JavaScript, by the devices that a module was compiled for. */\n';
await writeFile('dist/text.js', `${comment}export const runtimeTexts = ${JSON.stringify(texts)};\n`);
await writeFile(
  'dist/text.d.ts',
  `${comment}export declare const runtimeTexts: Readonly<Record<${variants.map((devices) => `'${devices}'`).join(' | ')}, string>>;\n`,
);
