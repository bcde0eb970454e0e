// Bundles the runtime into one text for each choice of devices; the compiler pastes one into every module.
import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

async function bundle(devices) {
  const { outputFiles: [file] } = await build({
    entryPoints: [`src/variants/${devices}.ts`],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'runtime',
    target: 'es2022',
    conditions: ['@resnet-compile/source'],
    legalComments: 'none',
    minifySyntax: true,
    minifyWhitespace: true,
    treeShaking: true,
  });
  // Hints for the bundlers of those who use the module; esbuild drops them.
  return file.text.trim().replace('import(name)', 'import(/* @vite-ignore */ /* webpackIgnore: true */ name)');
}
const variants = ['cpu', 'webgpu', 'both', 'training-cpu', 'training-webgpu', 'training-both'];
const texts = Object.fromEntries(await Promise.all(variants.map(async (devices) => [devices, await bundle(devices)])));
const comment = '/** The runtime as a script that defines `runtime`, by the devices that a module was compiled for. */\n';
await writeFile('dist/text.js', `${comment}export const runtimeTexts = ${JSON.stringify(texts)};\n`);
await writeFile('dist/text.d.ts', `${comment}export declare const runtimeTexts: Readonly<Record<${variants.map((devices) => `'${devices}'`).join(' | ')}, string>>;\n`);
