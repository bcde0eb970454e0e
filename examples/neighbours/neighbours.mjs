// Finds pictures that are alike: each is the vector that a layer gives, and nearest is what has the smallest angle to it.
import { classifier } from '@resnet-compile/vision';
import { hub } from '@resnet-compile/weights';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resnetCompile } from '../compile.mjs';
import { readOptions } from '../options.mjs';

const { pictures, model, weights, count } = readOptions(
  `Usage: node neighbours.mjs --pictures FOLDER [options]

  --pictures FOLDER  JPEG, PNG, WebP, GIF, BMP and TIFF files
  --model FILE       a network that names a layer in its outputs (resnet18.ts)
  --weights NAME     of a repository of timm's, or none: random ones, which know shapes and colours (timm/resnet18.a1_in1k)
  --count N          neighbours of each (3)
`,
  {
    pictures: '.',
    model: fileURLToPath(new URL('resnet18.ts', import.meta.url)),
    weights: 'timm/resnet18.a1_in1k',
    count: '3',
  },
);

const folder = mkdtempSync(join(tmpdir(), 'resnet-compile-neighbours-'));
try {
  resnetCompile('--out', folder, model);
  const { load, model: network } = await import(pathToFileURL(join(folder, `${basename(model, '.ts')}.js`)).href);
  const names = readdirSync(pictures)
    .filter((name) => /\.(jpe?g|png|webp|gif|bmp|tiff?)$/i.test(name))
    .sort();
  // Names of classes are of no use here.
  const labels = Array.from({ length: network.classes }, (_, index) => `${index}`);
  const trained = weights === 'none' ? { preprocess: {} } : { weights: hub(weights) };
  const classify = await classifier(load, { device: 'cpu', labels, ...trained });
  const vectors = (await classify.embed(names.map((name) => join(pictures, name)))).map(unit);
  await classify.dispose();
  for (const [at, vector] of vectors.entries()) {
    const near = names
      .map((name, other) => ({ name, cosine: dot(vector, vectors[other]) }))
      .filter((_, other) => other !== at)
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, Number(count));
    console.log(`${names[at]}: ${near.map(({ name, cosine }) => `${name} ${cosine.toFixed(4)}`).join(', ')}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function dot(a, b) {
  return a.reduce((sum, value, at) => sum + value * b[at], 0);
}

/** Of length 1, so that products are cosines. */
function unit(vector) {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}
