/** A ResNet-18 learns 5 classes from 1,000 photographs at 160 pixels: `npm run own-classes -- [--threads 2] [--pictures 1000]`. */
import encode, { init } from '@jsquash/jpeg/encode.js';
import { finetune } from '@resnet-compile/finetune';
import { resnet18 } from 'resnet-compile';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { cache } from './src/cache.mjs';
import { describeMachine, load as loadOfMachine } from './src/machine.mjs';
import { number, printMachine, printTable } from './src/report.mjs';
import { compileByTool } from './src/tool.mjs';
import { writeResults } from './src/write-results.mjs';

const { values: options } = parseArgs({
  options: {
    threads: { type: 'string', default: '2' },
    pictures: { type: 'string', default: '1000' },
    name: { type: 'string', default: 'own-classes' },
  },
});
const [threads, count] = [options.threads, options.pictures].map(Number);
const size = 160;
const classes = 5;

const machine = describeMachine();
const loadBefore = loadOfMachine();
const folder = await writePictures(fileURLToPath(new URL('pictures/', cache)));
// What the numbers are does not matter for the time; that they are as large as trained ones does.
const { inference } = compileByTool('own-classes', `resnet18({ input: [3, ${size}, ${size}] })`, []);
const { load } = await import(pathToFileURL(inference).href);
const initial = await load({ device: 'cpu', seed: 1 });
const weights = await initial.stateDict();
await initial.dispose();

const learn = async (more) => {
  const [clock, busy] = [performance.now(), process.cpuUsage()];
  const phases = {};
  let last = clock;
  await finetune({
    network: resnet18({ input: [3, size, size] }),
    weights,
    pictures: folder,
    preprocess: 'resnet18.a1_in1k',
    threads,
    v8Flags: 'set',
    ...more,
    onEvent({ kind, phase = kind }) {
      const now = performance.now();
      phases[phase] = (phases[phase] ?? 0) + (now - last) / 1000;
      last = now;
    },
  });
  const { user, system } = process.cpuUsage(busy);
  return { seconds: (performance.now() - clock) / 1000, processor: (user + system) / 1e6, phases };
};
const head = await learn({ trains: 'head' });
const everything = await learn({ epochs: 1, head: { epochs: 1 } });
const results = { head, everything };

printMachine(machine);
console.log(`\n### ResNet-18, ${count} pictures of ${classes} classes at ${size}×${size}, ${threads} threads\n`);
const phase = (name) => number(everything.phases[name] ?? 0);
printTable(
  ['', 'seconds, clock', 'seconds, processor'],
  [
    ['the head: pictures read, looked at once, 400 steps', number(head.seconds), number(head.processor)],
    ['an epoch of everything, and its evaluation', phase('everything'), '—'],
    ['both, the head for one epoch', number(everything.seconds), number(everything.processor)],
  ],
);
console.log(
  `\nresults/${writeResults(options.name, { date: new Date().toISOString(), machine, loadBefore, options: { threads, count, size, classes }, results, loadAfter: loadOfMachine() })}`,
);

/** JPEG files of 320×240: a gradient of each class's colour, and noise of each picture's own. */
async function writePictures(folder) {
  await init({
    wasmBinary: readFileSync(createRequire(import.meta.url).resolve('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm')),
  });
  const [width, height] = [320, 240];
  for (let n = 0; n < count; n++) {
    const label = n % classes;
    const data = new Uint8ClampedArray(4 * width * height).fill(255);
    for (let at = 0; at < width * height; at++)
      for (let channel = 0; channel < 3; channel++) {
        const wave = Math.sin((at % width) / (4 + 3 * label) + n) * Math.cos(at / width / (9 - label) + channel * n);
        data[4 * at + channel] = 128 + 90 * wave + ((at * 2654435761 + n * 40503) >>> 24) / 8;
      }
    mkdirSync(`${folder}/class ${label}`, { recursive: true });
    writeFileSync(
      `${folder}/class ${label}/${n}.jpg`,
      new Uint8Array(await encode({ data, width, height }, { quality: 85 })),
    );
  }
  return folder;
}
