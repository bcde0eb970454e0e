import { resnet18 } from '@resnet-compile/dsl';
import { expect, test } from 'vitest';
import { readModel } from './model-folder.ts';

test("several exports: the default takes the file's name and comes first, others are ignored", async () => {
  const { exports, lines } = await readModel(
    {
      'my-net.ts': `import { resnet, cifarResnet } from 'resnet-compile';
export const small = cifarResnet(20);
export default resnet({ stages: [1, 1] });
export const depth = 20;
export function block() {}
export const again = small;
`,
    },
    'my-net.ts',
  );
  expect(lines).toEqual([]);
  expect(exports.map(({ name }) => name)).toEqual(['my-net', 'again', 'small']);
  expect(exports[1]!.network).toBe(exports[2]!.network);
});

const withoutPositions = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, part) => (key === 'position' ? undefined : part)));

test('networks are the plain data that the DSL made', async () => {
  const { exports } = await readModel(`import { resnet18 } from '@resnet-compile/dsl'; export default resnet18();`);
  expect(withoutPositions(exports[0]!.network)).toEqual(withoutPositions(resnet18()));
  expect(exports[0]!.network.position).toMatchObject({ line: 1, column: 64 });
  expect(Object.isFrozen(exports[0]!.network.body)).toBe(true);
});

test("a default export that has the file's name, too, is one network", async () => {
  const { exports, lines } = await readModel(
    `import { resnet } from 'resnet-compile'; export const model = resnet({ stages: [1] }); export default model;`,
  );
  expect([exports.map(({ name }) => name), lines]).toEqual([['model'], []]);
});

test('every name of one value', async () => {
  const { exports, lines } = await readModel(
    `import { resnet } from 'resnet-compile';\nconst a = resnet({ stages: [1] });\nexport { a, a as b, a as default };`,
  );
  expect([exports.map(({ name, exported }) => [name, exported]), lines]).toEqual([
    [
      ['model', 'default'],
      ['a', 'a'],
      ['b', 'b'],
    ],
    [],
  ]);
  expect(new Set(exports.map(({ network }) => network)).size).toBe(1);
});

test("a byte order mark and Windows' line ends change no position", async () => {
  const { exports, lines } = await readModel(
    '\uFEFFimport { resnet } from "resnet-compile";\r\nexport default resnet({\r\n  stages: [1],\r\n  classes: 0,\r\n});\r\nconst text: string = 1;\r\n',
  );
  expect(lines).toEqual([
    'model.ts:4:12 RC1102: resnet: option classes is 0; expected a positive integer',
    `model.ts:6:7 TS2322: Type 'number' is not assignable to type 'string'.`,
  ]);
  expect(exports.length).toBe(1);
  expect((await readModel('\uFEFFexport default 3;')).lines).toEqual([
    'model.ts:1:16 RC1302: the default export is a number; expected a network',
  ]);
});

test('names that a URL has to escape: positions are in the files, and imports lead there', async () => {
  const files = {
    'mödel #1 50%41?.ts': `import { resnet } from 'resnet-compile';\nimport { classes } from './n#ar %41?.ts';\nenum Gone { a }\nexport const model = resnet({\n  stages: [0],\n  classes,\n});`,
    'n#ar %41?.ts': `interface Gone {\n  a: 1;\n}\nexport const classes: number = 2;`,
  };
  const read = await readModel(files, 'mödel #1 50%41?.ts');
  expect(read.lines).toEqual([
    'mödel #1 50%41?.ts:5:11 RC1102: resnet: option stages is [0]; expected a list of positive integers, blocks per stage',
  ]);
  const thrown = await readModel(
    { ...files, 'n#ar %41?.ts': `${files['n#ar %41?.ts']}\nthrow new Error('far');` },
    'mödel #1 50%41?.ts',
  );
  expect(thrown.lines).toEqual(['n#ar %41?.ts:5:7 RC1303: the model file threw Error: far']);
});

test('promises are awaited', async () => {
  const { exports, lines } = await readModel(
    `import { resnet } from 'resnet-compile'; export default Promise.resolve(resnet({ stages: [1] }));`,
  );
  expect([exports.length, lines]).toEqual([1, []]);
});

test('local imports, as TypeScript accepts them', async () => {
  const { exports, lines } = await readModel({
    'model.ts': `import { resnet } from 'resnet-compile';
import { stages } from './stages';
import { classes } from './deep/classes.js';
import { width } from './width.ts';
import * as folder from './folder';
import settings from './settings.json';
import { size } from '@/size';
import type { Nothing } from './types.ts';
export type Kept = Nothing;
export default resnet({ stages, classes, width, stemWidth: folder.stemWidth + settings.more, input: [3, size, size] });
`,
    'stages.ts': 'export const stages: readonly number[] = [1, 2];',
    'deep/classes.ts': `import { ten } from '../ten.mts'; export const classes: number = ten;`,
    'ten.mts': 'export enum Ten { value = 10 }\nexport const ten = Ten.value;',
    'width.ts': 'export const width = 8;',
    'folder/index.ts': 'export const stemWidth = 8;',
    'settings.json': '{ "more": 8 }',
    'src/size.ts': 'export const size = 32;',
    'types.ts': 'export interface Nothing {}',
    'tsconfig.json': '{ "compilerOptions": { "strict": true, "paths": { "@/*": ["./src/*"] } } }',
  });
  expect(lines).toEqual([]);
  const network = JSON.parse(JSON.stringify(exports[0]!.network));
  expect(network.input).toEqual([3, 32, 32]);
  expect(network.body.children[0]).toMatchObject(['conv1', { channels: 16 }]);
  expect(network.body.children.at(-1)).toMatchObject(['fc', { features: 10 }]);
});

test('TypeScript that is more than types: enums, namespaces, parameter properties', async () => {
  const { exports, lines } = await readModel(`import { resnet } from 'resnet-compile';
enum Depth { two = 2 }
namespace Width { export const of = 32; }
class Options { constructor(readonly stages: number[], readonly width: number) {} }
const { stages, width } = new Options([Depth.two], Width.of);
export default resnet({ stages, width });
`);
  expect([exports.length, lines]).toEqual([1, []]);
});

test.each(['model.js', 'model.mjs', 'model.mts'])('%s', async (name) => {
  const { exports, lines } = await readModel(
    `import { resnet } from 'resnet-compile';\nexport default resnet({ stages: [1] });`,
    name,
  );
  expect([exports.map((one) => one.name), lines]).toEqual([['model'], []]);
});

test.each(['{ "type": "commonjs" }', '{}', '{ "type": "module" }'])(
  'a folder whose package.json says %s',
  async (text) => {
    const { exports, lines } = await readModel({
      'package.json': text,
      'tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "strict": true, "verbatimModuleSyntax": true } }',
      'model.ts': `import { resnet } from 'resnet-compile';\nimport { stages } from './stages.js';\nexport default resnet({ stages: await stages });`,
      'stages.js': 'export const stages = Promise.resolve([1]);',
    });
    expect([exports.length, lines]).toEqual([1, []]);
  },
);

test("Node's modules and globals need no @types/node, and output does no harm", async () => {
  const { exports, lines, output } = await readModel(`import { readFileSync } from 'node:fs';
import { join } from 'path';
import { resnet } from 'resnet-compile';
console.log('{"exports":[]}', process.argv.length > 0);
console.error(readFileSync(new URL(import.meta.url), 'utf8').length > 10 && typeof join);
setInterval(() => {}, 1000);
export default resnet({ stages: [1] });
`);
  expect([exports.length, lines]).toEqual([1, []]);
  expect(output.split('\n').sort()).toEqual(['', 'function', '{"exports":[]} true']);
});

test('@types/node is used where the project asks for it', async () => {
  const files = {
    'tsconfig.json': '{ "compilerOptions": { "types": ["node"], "lib": ["es2023"] } }',
    'model.ts': `import { resnet } from 'resnet-compile';\nconst id: string = process.pid;\nconst any: string = console;\nexport default resnet({ stages: [1] });`,
  };
  expect((await readModel(files)).lines).toEqual([]);
  const { lines } = await readModel({
    ...files,
    'node_modules/@types/node/index.d.ts': 'declare var process: { pid: number }; declare var console: any;',
  });
  expect(lines).toEqual([`model.ts:2:7 TS2322: Type 'number' is not assignable to type 'string'.`]);
});

test('a package that the folder has installed comes before our own', async () => {
  const { exports, lines } = await readModel({
    'model.ts': `import { tiny } from 'resnet-compile';\nexport default tiny;`,
    'node_modules/resnet-compile/package.json':
      '{ "name": "resnet-compile", "type": "module", "exports": { "types": "./index.d.ts", "default": "./index.js" } }',
    'node_modules/resnet-compile/index.d.ts': 'export declare const tiny: { readonly kind: "network" };',
    'node_modules/resnet-compile/index.js': `
      const problems = [];
      export const tiny = { kind: 'network', input: [1, 1, 1], body: { kind: 'identity', problems }, problems, [Symbol.for('resnet-compile.network')]: true };`,
  });
  expect([exports[0]?.network.input, lines]).toEqual([[1, 1, 1], []]);
});

test('1,202 layers are read quickly', async () => {
  const start = performance.now();
  const { exports, lines } = await readModel(
    `import { cifarResnet } from 'resnet-compile';\nexport default cifarResnet(1202);`,
  );
  expect([exports.length, lines]).toEqual([1, []]);
  expect(performance.now() - start).toBeLessThan(20_000);
});
