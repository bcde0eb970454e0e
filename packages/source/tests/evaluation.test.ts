import { expect, test } from 'vitest';
import { readModelFile } from '../src/index.ts';
import { modelFolder, readModel } from './model-folder.ts';

test('no export', async () => {
  const { lines, printed } = await readModel('console.log(1);\n');
  expect(lines).toEqual([
    'model.ts:1:1 RC1301: model.ts exports no network → add export default resnet({ stages: [2, 2, 2, 2] })',
  ]);
  expect(printed()).toBe(`model.ts:1:1 error RC1301: model.ts exports no network

> 1 | console.log(1);
    | ^

  → add export default resnet({ stages: [2, 2, 2, 2] })
`);
  expect((await readModel('')).lines).toEqual(lines);
});

test.each([
  ['export default resnet;', 'model.ts:2:16 RC1302: the default export is a function; expected a network → call it'],
  ['export default 3;', 'model.ts:2:16 RC1302: the default export is a number; expected a network'],
  [
    'export default [resnet({ stages: [1] })];',
    'model.ts:2:16 RC1302: the default export is an array; expected a network',
  ],
  ['export default null;', 'model.ts:2:16 RC1302: the default export is null; expected a network'],
  [
    'export default relu();',
    'model.ts:2:16 RC1302: the default export is a layer; expected a network → make it a network: network({ input: [3, 224, 224] }, layer)',
  ],
  [
    'export const depth = 3, block = () => relu();',
    'model.ts:2:25 RC1302: model.ts exports no network: block is a function, depth is a number → add export default resnet({ stages: [2, 2, 2, 2] })',
  ],
])('an export that is no network: %s', async (text, expected) => {
  const { lines } = await readModel(`import { resnet, relu } from 'resnet-compile';\n${text}\n`);
  expect(lines).toEqual([expected]);
});

test('two networks of one name', async () => {
  const { lines } = await readModel(
    `import { resnet } from 'resnet-compile';\nexport const model = resnet({ stages: [1] });\nexport default resnet({ stages: [2] });`,
  );
  expect(lines).toEqual([
    `model.ts:2:14 RC1307: two exports are called model, since the default export takes the file's name → rename one of them`,
  ]);
});

test('an endless loop', async () => {
  const { lines } = await readModel('export {};\nfor (;;);\n', 'model.ts', { timeout: 0.5 });
  expect(lines).toEqual([
    'model.ts:1:1 RC1304: the model file did not finish within 0.5 s → look for an endless loop, or for a promise that takes too long',
  ]);
});

test('a promise that never settles', async () => {
  const { lines } = await readModel('await new Promise(() => {});\nexport default 1;\n');
  expect(lines).toEqual(['model.ts:1:1 RC1305: the model file awaits a promise that never settles']);
});

test('code that throws, with its place', async () => {
  const { lines, printed } = await readModel({
    'model.ts': `interface Unused {\n  one: 1;\n}\nimport { depth } from './depth.ts';\nexport default depth(undefined as never);\n`,
    'depth.ts': `// a comment, which is kept\nenum Kind { a, b }\n\nexport function depth(of: { layers: number }): number {\n  return Kind.a + of.layers;\n}\n`,
  });
  expect(lines).toEqual([
    `depth.ts:5:22 RC1303: the model file threw TypeError: Cannot read properties of undefined (reading 'layers')`,
  ]);
  expect(printed()).toContain('> 5 |   return Kind.a + of.layers;\n    |                      ^\n');
});

test.each([
  [`throw 'a \\u001b[31mstring';`, 'model.ts:1:1 RC1303: the model file threw a \u001b[31mstring'],
  [
    `setTimeout(() => { throw new Error('late'); }); await new Promise((done) => setTimeout(done, 5000));`,
    'model.ts:1:26 RC1303: the model file threw Error: late',
  ],
  [
    `void Promise.reject(new Error('lost')); await new Promise((done) => setTimeout(done, 5000));`,
    'model.ts:1:21 RC1303: the model file threw Error: lost',
  ],
])('%s', async (text, expected) => {
  expect((await readModel(`${text}\nexport default 1;`)).lines).toEqual([expected]);
});

test('layers nested beyond what a stack holds', async () => {
  const { lines } = await readModel(`import { network, sequential, relu, type Layer } from 'resnet-compile';
let layer: Layer = relu();
for (let depth = 0; depth < 20_000; depth++) layer = sequential([layer]);
export default network({}, layer);
`);
  expect(lines).toEqual(['model.ts:1:1 RC1303: the model file threw RangeError: Maximum call stack size exceeded']);
});

test('CommonJS in a .js file', async () => {
  const { lines } = await readModel(
    `const { resnet } = require('resnet-compile');\nmodule.exports = resnet({ stages: [1] });\n`,
    'model.js',
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(
    /^model.js:1:20 RC1303: the model file threw ReferenceError: require is not defined.* → model files are ES modules: use import and export$/,
  );
});

test('process.exit() within the file', async () => {
  const { lines } = await readModel(`export {};\nif (1 + 1 === 2) process.exit(3);\n`);
  expect(lines).toEqual([
    'model.ts:2:26 RC1305: the model file ended the process with exit code 3 before its exports were known',
  ]);
});

test('a process that dies', async () => {
  const { lines } = await readModel(
    `process.kill(process.pid, 'SIGKILL');\nawait new Promise((done) => setTimeout(done, 5000));\nexport {};`,
  );
  expect(lines).toEqual([
    'model.ts:1:1 RC1306: the process that evaluates the model file ended with SIGKILL → it may have run out of memory',
  ]);
});

test('files that are none', async () => {
  const folder = modelFolder({ 'models/model.ts': '', 'model.py': '' });
  const messages = async (name: string): Promise<unknown> => (await readModelFile(`${folder}/${name}`)).diagnostics;
  expect(await messages('nothing.ts')).toMatchObject([
    { code: 'RC1300', message: 'there is no file nothing.ts', line: 1, column: 1 },
  ]);
  expect(await messages('models')).toMatchObject([
    { message: 'models is a directory; expected a model file', hint: 'name the file, e.g. model.ts' },
  ]);
  expect(await messages('model.py')).toMatchObject([
    { message: 'model.py is no model file; expected one that ends in .ts, .mts, .js or .mjs' },
  ]);
});
