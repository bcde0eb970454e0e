import { expect, test } from 'vitest';
import { toDiagnostics } from '../src/index.ts';
import { readModel } from './model-folder.ts';

const imports = `import { resnet, network, residual, sequential, conv, relu, normalize, cifarResnet } from 'resnet-compile';\n`;

test('a misspelt option is reported once, with its hint', async () => {
  const { lines, printed } = await readModel(
    `${imports}export default resnet({\n  stages: [2, 2],\n  blok: 'basic',\n});\n`,
  );
  expect(lines).toEqual(['model.ts:4:3 RC1101: resnet: there is no option "blok" → did you mean block?']);
  expect(printed()).toBe(`model.ts:4:3 error RC1101: resnet: there is no option "blok"

  3 |   stages: [2, 2],
> 4 |   blok: 'basic',
    |   ^^^^
  5 | });

  → did you mean block?
`);
});

test('stages of 0 and 1.5', async () => {
  const { lines } = await readModel(
    `${imports}export default resnet({ stages: [0] });\nexport const half = resnet({ stages: [2, 1.5] });`,
  );
  expect(lines).toEqual([
    'model.ts:2:33 RC1102: resnet: option stages is [0]; expected a list of positive integers, blocks per stage',
    'model.ts:3:38 RC1102: resnet: option stages is [2,1.5]; expected a list of positive integers, blocks per stage',
  ]);
});

test('groups with basic', async () => {
  const { lines } = await readModel(`${imports}export default resnet({ stages: [2], groups: 32 });`);
  expect(lines).toEqual([
    `model.ts:2:46 RC1103: resnet: groups is 32, but block 'basic' has no grouped or widened convolution → use block: 'bottleneck', or leave groups out`,
  ]);
});

test('the name of a choice', async () => {
  const { lines } = await readModel(`${imports}export default resnet({ stages: [2], block: 'bottlneck' });`);
  expect(lines).toEqual([
    `model.ts:2:45 RC1102: resnet: option block is "bottlneck"; expected 'basic', 'bottleneck' or a function that builds a block → did you mean 'bottleneck'?`,
  ]);
});

test('mistakes in nested layers, with paths: arguments, elements, properties, constants, nested options', async () => {
  const { lines, diagnostics } = await readModel(`${imports}const options = { kernel: 0 };
export default network({ input: [3, 8, 8] }, {
  conv1: conv(0),
  layer1: [residual({ body: { conv1: conv(8, options), odd: relu as never }, shortcut: [conv(8, { stride: 0.5 })] })].map((block) => sequential([block]))[0]!,
  layer2: sequential([relu(), 7 as never]),
});
export const normalized = resnet({ stages: [1], normalize: { mean: [0.5], std: [0.5, 0.5] } });
export const deep = cifarResnet(21);
`);
  expect(lines).toEqual([
    'model.ts:2:27 RC1102: conv: option kernel is 0; expected a positive integer, or [vertical, horizontal]',
    'model.ts:4:15 RC1102: conv: option channels is 0; expected a positive integer',
    'model.ts:5:61 RC1104: sequential: "odd" is a function; expected a layer → call it',
    'model.ts:5:107 RC1102: conv: option stride is 0.5; expected a positive integer, or [vertical, horizontal]',
    'model.ts:6:31 RC1104: sequential: "1" is 7; expected a layer',
    'model.ts:8:80 RC1103: normalize: 1 means and 2 standard deviations; expected one of each per channel',
    'model.ts:9:33 RC1102: cifarResnet: depth is 21; expected 6n+2 → the nearest is 20',
  ]);
  expect(diagnostics.map(({ path }) => path)).toEqual([
    'layer1.0.conv1',
    'conv1',
    'layer1.0',
    'layer1.0.downsample.0',
    'layer2',
    'normalize',
    undefined,
  ]);
});

test("a mistake in a block's function is reported once, in the file that holds it", async () => {
  const { lines } = await readModel({
    'model.ts': `${imports}import { block } from './blocks';\nexport default resnet({ stages: [2, 2], block });`,
    'blocks.ts': `import * as dsl from 'resnet-compile';

export const block: dsl.BlockFunction = () =>
  dsl.residual({ body: [dsl.conv(8, { paddin: 1 } as {})] });
`,
  });
  expect(lines).toEqual(['blocks.ts:4:39 RC1101: conv: there is no option "paddin" → did you mean padding?']);
});

test('calls through a namespace, with and without an option to point at', async () => {
  const { lines, diagnostics } = await readModel(`import * as dsl from 'resnet-compile';
export default dsl.resnet({} as never);
`);
  expect(lines).toEqual([
    'model.ts:2:20 RC1102: resnet: option stages is missing; expected a list of positive integers, blocks per stage',
  ]);
  expect(diagnostics[0]!.length).toBe('resnet'.length);
});

test('type errors, beside what the DSL finds', async () => {
  const { lines } = await readModel({
    'model.ts': `${imports}import { stages } from './stages';
const text: string = 1;
export default resnet({ stages, classes: 0 });
export const missing = undefinedName;
`,
    'stages.ts': `export const stages = [1];\nexport const oops: number = 'x';`,
  });
  expect(lines).toEqual([
    `model.ts:3:7 TS2322: Type 'number' is not assignable to type 'string'.`,
    `model.ts:5:24 TS2552: Cannot find name 'undefinedName'. Did you mean 'undefined'?`,
    `stages.ts:2:14 TS2322: Type 'string' is not assignable to type 'number'.`,
  ]);
});

test('type errors where the file runs: both kinds', async () => {
  const { lines, exports } = await readModel(
    `${imports}const text: string = 1;\nexport default resnet({ stages: [1], classes: 0 });\n`,
  );
  expect(lines).toEqual([
    `model.ts:2:7 TS2322: Type 'number' is not assignable to type 'string'.`,
    'model.ts:3:47 RC1102: resnet: option classes is 0; expected a positive integer',
  ]);
  expect(exports.length).toBe(1);
});

test('an import that leads nowhere', async () => {
  const { lines } = await readModel(
    `import { a } from './nowhere.ts';\nimport { b } from 'no-such-package';\nexport default [a, b];`,
  );
  expect(lines.map((line) => line.split(' or its')[0])).toEqual([
    `model.ts:1:19 TS2307: Cannot find module './nowhere.ts'`,
    `model.ts:2:19 TS2307: Cannot find module 'no-such-package'`,
  ]);
});

test('syntax errors', async () => {
  const { lines, exports } = await readModel(`${imports}export default resnet({ stages: [1 2] });\n`);
  expect(lines).toEqual([`model.ts:2:36 TS1005: ',' expected.`]);
  expect(exports).toEqual([]);
});

test('a listing for PyTorch that goes around: its syntax and its names, in a block and in a stage', async () => {
  const blocks = `${imports}export const block = (stride: number) => conv(8, { kernel: 3, stride: first_stride });
export default network({}, [sequential([0, 1].map((i) => conv(8, { stride: i === 0 ? firstStride : 1 })))]);
`;
  expect((await readModel(blocks)).lines).toEqual([
    "model.ts:2:71 TS2304: Cannot find name 'first_stride'.",
    "model.ts:3:86 TS2304: Cannot find name 'firstStride'.",
  ]);
  const stages = `${imports}const stage = (n: number) => [0, 1].map((i) => conv(n, { stride: i === 0 ? 2 // else 1
}));
export default network({}, [sequential([0, 1].map((i) => conv(8, { stride: i == 0 ? 2 else 1 })))]);
`;
  const { lines, exports } = await readModel(stages);
  expect(lines).toEqual(['3:1', '4:87', '4:92'].map((place) => `model.ts:${place} TS1005: ':' expected.`));
  expect(exports).toEqual([]);
});

test('a .js file is not checked unless it asks for it', async () => {
  const text = `const text = /** @type {string} */ (1);\nimport { resnet } from 'resnet-compile';\nexport default resnet({ stages: [1], widht: 8 });`;
  const { lines } = await readModel(text, 'model.js');
  expect(lines).toEqual(['model.js:3:38 RC1101: resnet: there is no option "widht" → did you mean width?']);
  const checked = await readModel(`// @ts-check\n${text}`, 'model.js');
  expect(checked.lines.length).toBe(2);
});

test('problems that the compiler finds later are located in the same sources', async () => {
  const { sources, exports } = await readModel(
    `${imports}export default network({ input: [3, 8, 8] }, {\n  conv1: conv(8, { kernel: 9, padding: 0 }),\n});`,
  );
  const body = exports[0]!.network.body;
  const position = body.kind === 'sequential' ? body.children[0]![1].position! : undefined!;
  const problem = { code: 'RC1203', message: 'too small', path: 'conv1' } as const;
  expect(
    toDiagnostics(
      [
        { ...problem, position, option: 'kernel' },
        { ...problem, position },
        { ...problem, position: { ...position, line: 99 } },
        problem,
      ],
      sources,
    ),
  ).toMatchObject([
    { line: 1, column: 1 },
    { line: 3, column: 10, length: 4 },
    { line: 3, column: 28, length: 1, path: 'conv1' },
    { line: 99 },
  ]);
});
