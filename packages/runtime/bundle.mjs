// Bundles the runtime into one text for each choice of devices; the compiler pastes one into every module.
import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

async function bundle(devices) {
  const {
    outputFiles: [file],
  } = await build({
    entryPoints: [`src/variants/${devices}.ts`],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['@resnet-compile/source'],
    legalComments: 'none',
    minify: true,
    treeShaking: true,
    // Node prints the line of an error that nobody caught: a line, not the runtime.
    lineLimit: 160,
  });
  // Hints for the bundlers of those who use the module; esbuild drops them.
  const text = file.text
    .trim()
    .replace(/\bimport\(\s*([\w$]+)\s*\)/, 'import(/* @vite-ignore */ /* webpackIgnore: true */ $1)');
  const [exported, name] = /export\s*\{\s*([\w$]+)\s+as\s+createRuntime\s*\};$/.exec(text);
  // A function that needs nothing of what is around it: its text is all that a worker needs.
  return `function (code) {\n${text.slice(0, -exported.length)}return ${name}(code);\n}`;
}
const variants = ['cpu', 'webgpu', 'both', 'training-cpu', 'training-webgpu', 'training-both'];
const texts = Object.fromEntries(await Promise.all(variants.map(async (devices) => [devices, await bundle(devices)])));
const comment =
  '/** The runtime as an expression, a function of what else of a module is JavaScript, by the devices that a module was compiled for. */\n';
await writeFile('dist/text.js', `${comment}export const runtimeTexts = ${JSON.stringify(texts)};\n`);
await writeFile(
  'dist/text.d.ts',
  `${comment}export declare const runtimeTexts: Readonly<Record<${variants.map((devices) => `'${devices}'`).join(' | ')}, string>>;\n`,
);
