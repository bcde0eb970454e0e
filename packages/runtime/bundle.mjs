// Bundles the runtime into one text for each choice of devices; the compiler pastes one into every module.
import { writeFile } from 'node:fs/promises';
import { deviceNames } from '@resnet-compile/plan';
import { functionText } from '../../tools/function-text.mjs';

/** A package that is there in Node alone: no bundler of those who use the module is to look for it, so none sees its name. */
const hidden = (text) =>
  text.replaceAll(
    /\bimport\(\s*([\w$]+|(["'`])[\w:]+\2)\s*\)/g,
    '(name=>import(/* @vite-ignore */ /* webpackIgnore: true */ name))($1)',
  );
const bundle = async (devices) => hidden(await functionText(`src/variants/${devices}.ts`, 'createRuntime'));
const variants = ['', 'training-'].flatMap((kind) => [...deviceNames, 'both'].map((devices) => `${kind}${devices}`));
const texts = Object.fromEntries(await Promise.all(variants.map(async (devices) => [devices, await bundle(devices)])));
const comment =
  '/** The runtime as an expression, a function of what else of a module is JavaScript, by the devices that a module was compiled for. */\n';
await writeFile('dist/text.js', `${comment}export const runtimeTexts = ${JSON.stringify(texts)};\n`);
await writeFile(
  'dist/text.d.ts',
  `${comment}export declare const runtimeTexts: Readonly<Record<${variants.map((devices) => `'${devices}'`).join(' | ')}, string>>;\n`,
);
