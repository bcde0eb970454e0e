// Bundles the runtime into one text that the compiler pastes into every module.
import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const { outputFiles: [bundle] } = await build({
  entryPoints: ['src/load.ts'],
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
const text = bundle.text.trim();
await writeFile('dist/text.js', `/** The runtime as a script that defines \`runtime\`. */\nexport const runtimeText = ${JSON.stringify(text)};\n`);
await writeFile('dist/text.d.ts', '/** The runtime as a script that defines `runtime`. */\nexport declare const runtimeText: string;\n');
