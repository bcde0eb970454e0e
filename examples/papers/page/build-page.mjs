import { compileModule, stagesOf } from '@resnet-compile/driver';
import { context } from 'esbuild';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mnistFolder } from '../../mnist/data.mjs';
import { digitsNetwork, kinds } from './networks.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Builds the page into a folder, with so many of MNIST's test images. @returns esbuild's context, which serves it, and is to be disposed of.
 */
export async function buildPage(out, images) {
  mkdirSync(out, { recursive: true });
  for (const kind of kinds) {
    const { module } = compileModule(stagesOf(digitsNetwork(kind), { name: kind }), { target: 'cpu' });
    writeFileSync(join(out, `${kind}.js`), module);
    cpSync(here(`weights/${kind}.safetensors`), join(out, `${kind}.safetensors`));
  }
  for (const file of ['index.html', 'style.css']) cpSync(here(file), join(out, file));
  /** Of IDX files, whose headers are 16 and 8 bytes long, the first images and labels. */
  for (const [name, header, size] of [
    ['images', 16, 28 * 28],
    ['labels', 8, 1],
  ]) {
    const file = readFileSync(join(mnistFolder, `t10k-${name}-idx${name === 'images' ? 3 : 1}-ubyte`));
    writeFileSync(join(out, `${name}.bin`), file.subarray(header, header + images * size));
  }
  const bundle = await context({
    entryPoints: [here('main.mjs')],
    outfile: join(out, 'main.js'),
    bundle: true,
    format: 'esm',
    minify: true,
    external: kinds.map((kind) => `./${kind}.js`),
  });
  await bundle.rebuild();
  return bundle;
}
