import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { modelFolder, readModel } from './model-folder.ts';

/** Another version of Node on the search path, outside of any node_modules. */
const otherNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find(
    (program) =>
      existsSync(program) && execFileSync(program, ['--version'], { encoding: 'utf8' }).trim() !== process.version,
  );

const own = process.execPath;
afterEach(() => void (process.execPath = own));

const files = {
  'model.ts': `import { resnet } from 'resnet-compile';\nimport { stages } from './stages';\nenum Kind { block = 'basic' }\nexport default resnet({ stages, block: Kind.block, classes: 0 });`,
  'stages.ts':
    'interface Gone {\n  a: 1;\n}\nexport const stages = [1];\nif (stages.length > 1) throw new Error(`too many`);\n',
  'package.json': '{ "type": "commonjs" }',
};
const classes = 'model.ts:4:61 RC1102: resnet: option classes is 0; expected a positive integer';

test.for([
  ['this', own],
  ['the other', otherNode],
] as const)('positions on %s version of Node', async ([, node], { skip }) => {
  if (node === undefined) return skip('no other Node on the search path');
  process.execPath = realpathSync(node);
  expect((await readModel(files)).lines).toEqual([classes]);
  const thrown = await readModel({ ...files, 'stages.ts': files['stages.ts'].replace('[1]', '[1, 2]') });
  expect(thrown.lines).toEqual(['stages.ts:5:30 RC1303: the model file threw Error: too many']);
});

const built = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const script = `
  const { readModelFile } = await import(process.argv[1]);
  const { diagnostics, exports } = await readModelFile(process.argv[2]);
  console.log(JSON.stringify([diagnostics, exports.map(({ name }) => name)]));`;

test.runIf(existsSync(built)).each([own, ...(otherNode === undefined ? [] : [otherNode])])(
  'what is published, on %s',
  (node) => {
    const model = join(
      modelFolder({ ...files, 'model.ts': files['model.ts'].replace('classes: 0', 'classes: 2') }),
      'model.ts',
    );
    const output = execFileSync(node, ['--input-type=module', '--eval', script, built, model], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual([[], ['model']]);
  },
);
