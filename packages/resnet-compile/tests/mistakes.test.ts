import { describe, expect, test } from 'vitest';
import { runOn } from './command-line.ts';

const imports = `import * as dsl from 'resnet-compile';\n`;
const small = `dsl.resnet({ stages: [1], width: 8, stem: 'cifar', input: [3, 8, 8], classes: 2 })`;
const network = (...layers: readonly string[]): string =>
  `${imports}export default dsl.network({ input: [3, 8, 8] }, {\n${layers.map((layer) => `  ${layer},\n`).join('')}  pool: dsl.globalAveragePool(), fc: dsl.dense(10),\n});\n`;

/** Every mistake ends with exit code 1 and this text, and leaves the folder as it was. */
const mistakes: Readonly<Record<string, readonly [model: string, said: string]>> = {
  'a misspelt option': [
    `${imports}export default dsl.resnet({\n  stages: [2, 2],\n  blok: 'basic',\n});\n`,
    `
model.ts:4:3 error RC1101: resnet: there is no option "blok"

  3 |   stages: [2, 2],
> 4 |   blok: 'basic',
    |   ^^^^
  5 | });

  → did you mean block?

1 mistake; nothing was written.
`,
  ],
  'stages of 0 and of 1.5 blocks': [
    `${imports}export default dsl.resnet({ stages: [2, 0] });\nexport const half = dsl.resnet({ stages: [1.5] });\n`,
    `
model.ts:2:37 error RC1102: resnet: option stages is [2,0]; expected a list of positive integers, blocks per stage

  1 | import * as dsl from 'resnet-compile';
> 2 | export default dsl.resnet({ stages: [2, 0] });
    |                                     ^^^^^^
  3 | export const half = dsl.resnet({ stages: [1.5] });

model.ts:3:42 error RC1102: resnet: option stages is [1.5]; expected a list of positive integers, blocks per stage

  2 | export default dsl.resnet({ stages: [2, 0] });
> 3 | export const half = dsl.resnet({ stages: [1.5] });
    |                                          ^^^^^

2 mistakes; nothing was written.
`,
  ],
  'groups with the basic block': [
    `${imports}export default dsl.resnet({ stages: [2], block: 'basic', groups: 32 });\n`,
    `
model.ts:2:66 error RC1103: resnet: groups is 32, but block 'basic' has no grouped or widened convolution

  1 | import * as dsl from 'resnet-compile';
> 2 | export default dsl.resnet({ stages: [2], block: 'basic', groups: 32 });
    |                                                                  ^^

  → use block: 'bottleneck', or leave groups out

1 mistake; nothing was written.
`,
  ],
  'channels that groups do not divide': [
    network(`conv1: dsl.conv(10, { kernel: 3, groups: 4 })`),
    `
model.ts:3:14 error RC1201: a convolution from 3 to 10 channels cannot be divided into 4 groups
  layer conv1

  2 | export default dsl.network({ input: [3, 8, 8] }, {
> 3 |   conv1: dsl.conv(10, { kernel: 3, groups: 4 }),
    |              ^^^^
  4 |   pool: dsl.globalAveragePool(), fc: dsl.dense(10),

  → both channel counts must be multiples of groups = 4

1 mistake; nothing was written.
`,
  ],
  'a residual whose sides differ in shape': [
    network('stem: dsl.conv(8)', 'layer1: dsl.residual({ body: { conv1: dsl.conv(16, { stride: 2 }) } })'),
    `
model.ts:4:15 error RC1202: the two sides of a residual differ in shape: its body gives N×16×4×4, its identity N×8×8×8
  layer layer1

  3 |   stem: dsl.conv(8),
> 4 |   layer1: dsl.residual({ body: { conv1: dsl.conv(16, { stride: 2 }) } }),
    |               ^^^^^^^^
  5 |   pool: dsl.globalAveragePool(), fc: dsl.dense(10),

  → give it a shortcut, e.g. conv(16, { stride: 2 }) and batchNorm()

1 mistake; nothing was written.
`,
  ],
  'an input that is too small for the strides': [
    network(
      'pool1: dsl.maxPool({ kernel: 2 })',
      'pool2: dsl.maxPool({ kernel: 2 })',
      'pool3: dsl.maxPool({ kernel: 3 })',
    ),
    `
model.ts:5:14 error RC1203: a 3×3 window (padding 0×0) does not fit into a 2×2 map
  layer pool3

  4 |   pool2: dsl.maxPool({ kernel: 2 }),
> 5 |   pool3: dsl.maxPool({ kernel: 3 }),
    |              ^^^^^^^
  6 |   pool: dsl.globalAveragePool(), fc: dsl.dense(10),

  → give the network a larger input, or fewer strides

1 mistake; nothing was written.
`,
  ],
  'an output that is no vector of classes': [
    `${imports}export default dsl.network({ input: [3, 8, 8] }, { conv1: dsl.conv(8) });\n`,
    `
model.ts:2:20 error RC1201: the network's output is N×8×8×8; expected N×classes

  1 | import * as dsl from 'resnet-compile';
> 2 | export default dsl.network({ input: [3, 8, 8] }, { conv1: dsl.conv(8) });
    |                    ^^^^^^^

  → end it with globalAveragePool() and dense(classes)

1 mistake; nothing was written.
`,
  ],
  'two mistakes in one file, one of an option and one of a shape': [
    `${network('stem: dsl.conv(8)', 'layer1: dsl.residual({ body: dsl.conv(16) })')}export const other = dsl.resnet({ stages: [2], widht: 8 });\nexport const good = ${small};\n`,
    `
model.ts:4:15 error RC1202: the two sides of a residual differ in shape: its body gives N×16×8×8, its identity N×8×8×8
  layer layer1

  3 |   stem: dsl.conv(8),
> 4 |   layer1: dsl.residual({ body: dsl.conv(16) }),
    |               ^^^^^^^^
  5 |   pool: dsl.globalAveragePool(), fc: dsl.dense(10),

  → give it a shortcut, e.g. conv(16) and batchNorm()

model.ts:7:48 error RC1101: resnet: there is no option "widht"

  6 | });
> 7 | export const other = dsl.resnet({ stages: [2], widht: 8 });
    |                                                ^^^^^
  8 | export const good = dsl.resnet({ stages: [1], width: 8, stem: 'cifar', input: [3, 8, 8], classes: 2 });

  → did you mean width?

2 mistakes; nothing was written.
`,
  ],
  'a type error': [
    `${imports}const name: string = 3;\nexport default ${small};\nexport { name };\n`,
    `
model.ts:2:7 error TS2322: Type 'number' is not assignable to type 'string'.

  1 | import * as dsl from 'resnet-compile';
> 2 | const name: string = 3;
    |       ^^^^
  3 | export default dsl.resnet({ stages: [1], width: 8, stem: 'cifar', input: [3, 8, 8], classes: 2 });

1 mistake; nothing was written.
`,
  ],
  'a syntax error': [
    `${imports}export default dsl.resnet({ stages: [1 2] });\n`,
    `
model.ts:2:40 error TS1005: ',' expected.

  1 | import * as dsl from 'resnet-compile';
> 2 | export default dsl.resnet({ stages: [1 2] });
    |                                        ^

1 mistake; nothing was written.
`,
  ],
  'an endless loop': [
    `${imports}for (;;);\nexport default ${small};\n`,
    `
model.ts:1:1 error RC1304: the model file did not finish within 1 s

> 1 | import * as dsl from 'resnet-compile';
    | ^
  2 | for (;;);

  → look for an endless loop, or for a promise that takes too long

1 mistake; nothing was written.
`,
  ],
  'an exception': [
    `${imports}export default ${small};\nthrow new RangeError('too deep');\n`,
    `
model.ts:3:7 error RC1303: the model file threw RangeError: too deep

  2 | export default dsl.resnet({ stages: [1], width: 8, stem: 'cifar', input: [3, 8, 8], classes: 2 });
> 3 | throw new RangeError('too deep');
    |       ^

1 mistake; nothing was written.
`,
  ],
  'no export': [
    `${imports}${small};\n`,
    `
model.ts:1:1 error RC1301: model.ts exports no network

> 1 | import * as dsl from 'resnet-compile';
    | ^
  2 | dsl.resnet({ stages: [1], width: 8, stem: 'cifar', input: [3, 8, 8], classes: 2 });

  → add export default resnet({ stages: [2, 2, 2, 2] })

1 mistake; nothing was written.
`,
  ],
  'a default export that is no network': [
    `${imports}export default dsl.conv(3);\n`,
    `
model.ts:2:16 error RC1302: the default export is a layer; expected a network

  1 | import * as dsl from 'resnet-compile';
> 2 | export default dsl.conv(3);
    |                ^^^^^^^^^^^

  → make it a network: network({ input: [3, 224, 224] }, layer)

1 mistake; nothing was written.
`,
  ],
  'exports of which none is a network': [
    `export const depth = 3;\nexport const width = [1];\n`,
    `
model.ts:1:14 error RC1302: model.ts exports no network: depth is a number, width is an array

> 1 | export const depth = 3;
    |              ^^^^^
  2 | export const width = [1];

  → add export default resnet({ stages: [2, 2, 2, 2] })

1 mistake; nothing was written.
`,
  ],
  'an export whose name leads out of the folder': [
    `${imports}const net = ${small};\nexport { net as '../outside' };\n`,
    `\na network is exported as "../outside", which cannot be the name of a file; nothing was written. Rename the export.\n`,
  ],
};

describe.concurrent('mistakes in a model file', () => {
  test.each(Object.entries(mistakes))('%s', async (name, [model, said]) => {
    const { code, stdout, stderr, changed } = await runOn({ 'model.ts': model }, [
      'model.ts',
      ...(name === 'an endless loop' ? ['--timeout', '1'] : []),
    ]);
    expect({ code, stdout, stderr: `\n${stderr}`, changed }).toEqual({
      code: 1,
      stdout: '',
      stderr: said,
      changed: false,
    });
  });

  test("a default export whose file has a name that cannot be the module's", async () => {
    const { code, stderr, changed } = await runOn({ 'mödel #1 50%41?.ts': `${imports}export default ${small};\n` }, [
      'mödel #1 50%41?.ts',
    ]);
    expect([code, stderr, changed]).toEqual([
      1,
      'mödel #1 50%41?.ts: its default export would be written to "mödel #1 50%41?.js", a name that shells or imports would have to spell otherwise; nothing was written. Rename the file, or export the network by a name of its own.\n',
      false,
    ]);
  });

  test('all mistakes of all files in one run: of types, of options, of shapes, behind one another; what files share is said once', async () => {
    const shared = `import { conv } from 'resnet-compile';\nexport const first = conv(8, { kernal: 3 } as {});\n`;
    const of = (layer: string): string =>
      `${imports}import { first } from './shared.ts';\nexport default dsl.network({ input: [3, 8, 8] }, { first, ${layer}, pool: dsl.globalAveragePool(), fc: dsl.dense(10) });\n`;
    const { code, stderr, changed } = await runOn(
      {
        'shared.ts': shared,
        'a.ts': of('layer1: dsl.residual({ body: dsl.conv(16) })'),
        'b.ts': `${of('second: dsl.conv(9, { groups: 3 })')}const text: string = 1;\n`,
      },
      ['a.ts', 'b.ts', 'nowhere.ts'],
    );
    expect([code, changed]).toEqual([1, false]);
    expect(stderr.match(/^\S+ error .*|^\d+ mistakes.*/gm)).toEqual([
      'a.ts:3:71 error RC1202: the two sides of a residual differ in shape: its body gives N×16×?×?, its identity N×8×?×?',
      'b.ts:3:71 error RC1201: a convolution from 8 to 9 channels cannot be divided into 3 groups',
      `b.ts:4:7 error TS2322: Type 'number' is not assignable to type 'string'.`,
      'nowhere.ts:1:1 error RC1300: there is no file nowhere.ts',
      'shared.ts:2:32 error RC1101: conv: there is no option "kernal"',
      '5 mistakes; nothing was written.',
    ]);
  });

  test('one layer in several places is a warning: the files are written', async () => {
    const layer = `const twice = dsl.conv(3, { kernel: 3 });\n`;
    const { code, stderr, changed } = await runOn(
      { 'model.ts': network('a: twice', 'b: twice', 'c: dsl.shared(twice)').replace(imports, `${imports}${layer}`) },
      ['model.ts'],
    );
    expect([code, changed]).toEqual([0, true]);
    expect(stderr)
      .toBe(`model.ts:2:19 warning RC1105: one layer stands in 3 places, a, b and c, and has parameters of its own in each

  1 | import * as dsl from 'resnet-compile';
> 2 | const twice = dsl.conv(3, { kernel: 3 });
    |                   ^^^^
  3 | export default dsl.network({ input: [3, 8, 8] }, {

  → shared(layer) has the same in all places; where they are meant to differ, make a layer for each

`);
  });

  test('a file that does not exist', async () => {
    const { code, stderr, changed } = await runOn({}, ['nowhere.ts']);
    expect([code, stderr, changed]).toEqual([
      1,
      'nowhere.ts:1:1 error RC1300: there is no file nowhere.ts\n\n1 mistake; nothing was written.\n',
      false,
    ]);
  });

  test('the second of two files: nothing is written of the first either', async () => {
    const { code, stderr, changed } = await runOn({ 'good.ts': `${imports}export default ${small};\n` }, [
      'good.ts',
      'nowhere.ts',
    ]);
    expect([code, stderr, changed]).toEqual([
      1,
      'nowhere.ts:1:1 error RC1300: there is no file nowhere.ts\n\n1 mistake; nothing was written.\n',
      false,
    ]);
  });
});
