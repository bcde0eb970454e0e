import { describe, expect, test } from 'vitest';
import { once } from '../src/once.mjs';
import { project, write } from '../src/project.mjs';
import { node, node20, run } from '../src/run.mjs';

const packages = new URL('../../packages/', import.meta.url);
const asPackage = (folder) => write(folder, { 'package.json': '{ "type": "module" }' });

/** Runs a script in Node beside the modules: what it prints as JSON at the end. */
async function printed(script) {
  const { stdout, stderr } = await run(write(asPackage(project()), { 'a.js': script }), node, ['a.js']);
  if (stdout === '') throw new Error(stderr.slice(-2000));
  return JSON.parse(stdout);
}
/** Evaluates lines one after the other: by line, the name and the message of the error that it ends with, or neither. */
const errorsOf = (setup, lines) =>
  once(() =>
    printed(`import { load, model } from './m/model.js';
import { load as loadTraining } from './m/model.train.js';
import vm from 'node:vm';
${setup}
const found = {};
const keep = async (line, evaluate) => (found[line] = await evaluate().then(() => ({}), ({ name, message }) => ({ name, message })));
${lines.map((line) => `await keep(${JSON.stringify(line)}, async () => ${line});\n`).join('')}
console.log(JSON.stringify(found));
`),
  );

describe('values of another realm are taken', () => {
  const setup = `
const Foreign = vm.runInNewContext('({ Float32Array, Uint8Array, Int32Array, ArrayBuffer })');
const foreign = (values) => Foreign[values.constructor.name].from(values);
const images = Float32Array.from({ length: 2 * 3072 }, (_, index) => Math.sin(index));
const network = await load({ device: 'cpu', seed: 1 });
const trained = await loadTraining({ device: 'cpu', seed: 1 });
const state = await (await load({ device: 'cpu', seed: 2 })).stateDict();
const foreignState = Object.fromEntries(Object.entries(state).map(([name, values]) => [name, foreign(values)]));
const labels = Int32Array.of(3, 4);
const bytes = Uint8Array.from({ length: 3072 }, (_, index) => index % 256);
const step = async (own) => (await (await loadTraining({ device: 'cpu', seed: 1 })).trainStep({ images: own ? images : foreign(images), labels: own ? labels : foreign(labels), learningRate: 0.1 })).loss;
`;
  test.each(
    Object.entries({
      images: ['network.predict(images)', 'network.predict(foreign(images))'],
      bytes: ['network.predict(bytes)', 'network.predict(foreign(bytes))'],
      'images and labels of a step': ['step(true)', 'step(false)'],
      'a state': [
        '(await load({ device: "cpu", weights: state })).predict(images)',
        '(await load({ device: "cpu", weights: foreignState })).predict(images)',
      ],
      'a state later': [
        '(await network.loadStateDict(state), network.predict(images))',
        '(await network.loadStateDict(foreignState), network.predict(images))',
      ],
    }),
  )('%s', async (_, [own, foreign]) => {
    const [a, b] =
      await printed(`import { load } from './m/model.js'; import { load as loadTraining } from './m/model.train.js'; import vm from 'node:vm';${setup}
const list = (value) => [...(typeof value === 'number' ? [value] : value)];
console.log(JSON.stringify([list(await ${own}), list(await (async () => ${foreign})().catch(({ message }) => [message]))]));`);
    expect(b).toEqual(a);
  });
});

describe('a file of weights', () => {
  // A safetensors file of the network's own, in whatever it comes.
  const setup = `
const network = await load({ device: 'cpu', seed: 3 });
const state = await network.stateDict();
const shapes = Object.fromEntries(model.parameters.map(({ name, shape }) => [name, shape]));
let offset = 0;
const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(Object.entries(state).map(([name, { length }]) => [name, { dtype: 'F32', shape: shapes[name], data_offsets: [offset, (offset += 4 * length)] }]))));
const bytes = new Uint8Array(8 + header.length + offset);
new DataView(bytes.buffer).setUint32(0, header.length, true);
bytes.set(header, 8);
let at = 8 + header.length;
for (const values of Object.values(state)) bytes.set(new Uint8Array(values.buffer, values.byteOffset, 4 * values.length), at), at += 4 * values.length;
const foreign = vm.runInNewContext('(values) => Uint8Array.from(values)')(bytes);
`;
  const taken = ['bytes', 'bytes.buffer', 'Buffer.from(bytes)', 'foreign', 'foreign.buffer'];
  const wrong = [
    ['new Blob([bytes])', /Blob/],
    ['new File([bytes], "w")', /File/],
    ['new Response(bytes)', /Response/],
    ['Promise.resolve(bytes)', /Promise/],
    ['new Map(Object.entries(state))', /Map/],
    ['new DataView(bytes.buffer)', /DataView/],
    ['null', /null/],
    ['5', /5|number/],
    ['true', /true|boolean/],
    ['new Float32Array(4)', /Float32Array/],
    ['[bytes]', /Array|\[object/],
    ['() => bytes', /function/i],
  ];
  const lineOf = (weights) => `load({ device: 'cpu', weights: ${weights} })`;
  const errors = errorsOf(setup, [...taken, ...wrong.map(([weights]) => weights)].map(lineOf));

  test.each(taken)('%s is taken', async (weights) => {
    expect((await errors())[lineOf(weights)]).toEqual({});
  });

  test.each(wrong)('%s is named', async (weights, named) => {
    const { name, message } = (await errors())[lineOf(weights)];
    expect(name).toBe('TypeError');
    expect(message).toMatch(named);
    expect(message).toMatch(/weights/);
    // Not the list of all parameters.
    expect(message.length).toBeLessThan(500);
    expect(message).not.toContain('conv1.weight');
  });
});

describe('options that there are not', () => {
  const data = JSON.stringify(new URL('data/dist/index.js', packages).href);
  const trainer = JSON.stringify(new URL('trainer/dist/index.js', packages).href);
  const setup = `
import { batches, inMemory } from ${data};
import { train } from ${trainer};
const set = inMemory({ name: 'a', pixels: new Uint8Array(4 * 3072), labels: new Uint8Array(4), shape: [3, 32, 32], classes: [...'0123456789'] });
const batch = { images: new Float32Array(3072), labels: Int32Array.of(1) };
`;
  const wrong = [
    ['weight', 'weights', `load({ device: 'cpu', weight: 'x' })`],
    ['thread', 'threads', `load({ device: 'cpu', thread: 2 })`],
    ['weight', 'weights', `loadTraining({ device: 'cpu', weight: 'x' })`],
    ['shufle', 'shuffle', `[...await Array.fromAsync(batches(set, { batchSize: 1, shufle: false }))]`],
    [
      'weightDecay',
      'learningRate',
      `(await loadTraining({ device: 'cpu' })).trainStep({ ...batch, learningRate: 0.1, weightDecay: 1 })`,
    ],
    [
      'progres',
      'progress',
      `train({ network: await loadTraining({ device: 'cpu' }), data: { train: set }, epochs: 1, progres: false })`,
    ],
    [
      'ou',
      'out',
      `train({ network: await loadTraining({ device: 'cpu' }), data: { train: set }, epochs: 1, ou: 'x' })`,
    ],
    [
      'kep',
      'keep',
      `train({ network: await loadTraining({ device: 'cpu' }), data: { train: set }, epochs: 1, kep: 1 })`,
    ],
  ];
  const errors = errorsOf(
    setup,
    wrong.map(([, , line]) => line),
  );

  test.each(wrong)('%s: it is named, and %s is shown', async (wrong, right, line) => {
    const { message } = (await errors())[line];
    expect(message).toMatch(new RegExp(`["'\`]${wrong}["'\`]`));
    expect(message.replace(`"${wrong}"`, '')).toContain(right);
  });
});

describe('values that are nearly right', () => {
  const checkpoint = `(async (network) => network.restore((await network.checkpoint()).slice().buffer))(await loadTraining({ device: 'cpu' }))`;
  const clamped = `(await load({ device: 'cpu' })).predict(new Uint8ClampedArray(3072))`;
  const errors = errorsOf('', [checkpoint, clamped]);

  test('a checkpoint as an ArrayBuffer is taken, or a Uint8Array is asked for', async () => {
    expect((await errors())[checkpoint].message ?? 'taken').toMatch(/Uint8Array|^taken$/);
  });

  test('the clamped bytes of a canvas are taken, or the way is shown', async () => {
    expect((await errors())[clamped].message ?? 'taken').toMatch(/new Uint8Array\(|^taken$/);
  });
});

describe.each([['Node', node], ...(node20 ? [['Node 20', node20]] : [])])(
  'what is not caught, in %s, is a message that a screen holds',
  (_, program) => {
    test.each([
      ['threads is 0', `import { load } from './m/model.js'; await load({ threads: 0 });`],
      ['images are', `import { load } from './m/model.js'; await (await load({ device: 'cpu' })).predict([1]);`],
      [
        'images have 1 value',
        `import { load } from './m/model.js'; (await load({ device: 'cpu' })).predict(new Float32Array(1));`,
      ],
      [
        'nowhere',
        `import { load } from './m/model.train.js'; await load({ device: 'cpu', weights: 'nowhere.safetensors' });`,
      ],
      [
        'is disposed',
        `import { load } from './m/model.train.js'; const network = await load({ device: 'cpu' }); await network.dispose(); network.stateDict();`,
      ],
      [
        'learningRate',
        `import { load } from './m/model.train.js'; (await load({ device: 'cpu' })).trainStep({ images: new Float32Array(3072), labels: Int32Array.of(1) });`,
      ],
    ])('%s', async (message, script) => {
      const { code, stderr } = await run(write(asPackage(project()), { 'a.js': script }), program, ['a.js']);
      expect(code).toBe(1);
      expect(stderr).toContain(message);
      expect(stderr.length).toBeLessThan(3000);
    });
  },
);
