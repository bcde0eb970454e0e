// Compiles the networks of networks.ts, runs each on a few images and prints shapes, parameters and times.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const models = fileURLToPath(new URL('networks.ts', import.meta.url));
const cli = fileURLToPath(new URL('../../node_modules/resnet-compile/dist/cli/main.js', import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'resnet-compile-family-'));
const names = [...readFileSync(models, 'utf8').matchAll(/export const (\w+)/g)].map(([, name]) => name);

/** Any images will do for shapes and times. */
const someImages = (length) => Float32Array.from({ length }, (_, index) => Math.sin(index));

const columns = [
  ['network', 18],
  ['input', 11],
  ['classes', 8],
  ['parameters', 12],
  ['multiply-adds', 14],
  ['gzipped', 9],
  ['load', 9],
  ['ms/image', 9],
];
const line = (cells) =>
  cells
    .map((cell, index) => (index === 0 ? cell.padEnd(columns[index][1]) : cell.padStart(columns[index][1])))
    .join(' ');

try {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, [cli, models, '--out', out], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(1);
  console.log(
    `${names.length} networks compiled in ${((performance.now() - start) / 1000).toFixed(1)} s; now on one thread of the CPU:\n`,
  );
  console.log(line(columns.map(([name]) => name)));
  for (const name of names) {
    const path = join(out, `${name}.js`);
    const { load, model } = await import(pathToFileURL(path).href);
    const loading = performance.now();
    const network = await load({ device: 'cpu', seed: 1 });
    const loaded = performance.now() - loading;
    const images = someImages(2 * model.input.reduce((product, extent) => product * extent, 1));
    await network.predict(images);
    const times = [];
    for (let run = 0; run < 3; run++) {
      const before = performance.now();
      await network.predict(images);
      times.push((performance.now() - before) / 2);
    }
    await network.dispose();
    console.log(
      line([
        name,
        model.input.join('×'),
        String(model.classes),
        model.parameterCount.toLocaleString('en'),
        `${(model.multiplyAdds / 1e9).toFixed(3)} G`,
        `${(gzipSync(readFileSync(path)).length / 1000).toFixed(1)} kB`,
        `${loaded.toFixed(0)} ms`,
        times.sort((a, b) => a - b)[1].toFixed(1),
      ]),
    );
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
