import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layer, Network } from '@resnet-compile/dsl';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { reduceCommand } from '../src/cli/reduce-command.ts';
import type { Fault } from '../src/cli/module-fault.ts';
import { folderOf, run } from './command-line.ts';

const imports =
  "import { conv, batchNorm, relu, residual, maxPool, globalAveragePool, dense, network } from 'resnet-compile';\n";
const text = `${imports}const block = (channels: number) => residual({
  body: { conv1: conv(channels, { kernel: 3 }), bn1: batchNorm(), relu: relu(), conv2: conv(channels, { kernel: 3 }) },
  activation: relu(),
});
export default network({ input: [3, 12, 9] }, {
  stem: conv(8, { kernel: 3 }), layer1: block(8), pool1: maxPool({ kernel: [2, 3], stride: 2 }), layer2: block(8),
  pool: globalAveragePool(), fc: dense(5),
});
`;
const files = { 'model.ts': text, 'package.json': '{ "type": "module" }\n' };
const options = { tolerance: 1e-3, timeout: 10 };

const within = (layer: Layer): readonly Layer[] => [
  layer,
  ...('children' in layer ? layer.children.flatMap(([, child]) => within(child)) : []),
  ...('body' in layer ? within(layer.body) : []),
];

afterEach(() => vi.restoreAllMocks());

describe('reduce', () => {
  /** A backend that cannot pool windows that are higher than a pixel, but for the smallest maps. */
  const fails = async ({ body, input }: Network): Promise<Fault | undefined> =>
    input[1] > 2 && within(body).some((layer) => layer.kind === 'maxPool' && layer.kernel[0] > 1)
      ? { kind: 'pool', message: 'pool1 has no kernel' }
      : undefined;

  test('a fault leaves the layer that is to blame, as a model file that compiles', async () => {
    const folder = folderOf(files);
    const said: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => said.push(String(line)) > 0);
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await reduceCommand(join(folder, 'model.ts'), options, fails);
    expect(readFileSync(join(folder, 'model.reduced.ts'), 'utf8')).toBe(
      `import { maxPool, network } from 'resnet-compile';\n\nexport default network({ input: [1, 3, 1] }, maxPool({ kernel: [2, 3], stride: 1 }));\n`,
    );
    expect(said.join('')).toMatch(/: 1 of 14 layers\nIt still fails: pool1 has no kernel\nPlease attach/);
  });

  test('rounding, where no difference is allowed, leaves what rounds', async () => {
    const folder = folderOf(files);
    const { code, stdout, stderr } = await run(folder, ['reduce', 'model.ts', '--check', '--tolerance', '1e-12']);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^model.ts → model.reduced.ts: \d of 14 layers\n/),
    });
    expect(stdout).toMatch(/It still fails: logits: WebAssembly and JavaScript are \d/);
    expect(stderr).toMatch(/\d of 14 layers left; \d+ networks tried, [\d.]+\/s; \d+ to try in this pass/);
    const again = await run(folder, ['model.reduced.ts', '--target', 'js']);
    expect(again).toMatchObject({ code: 0, stderr: '' });
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    [
      'nothing fails',
      [],
      /^model.ts: it compiles, so that there is nothing to reduce; nothing was written. Add --check/,
    ],
    [
      'devices agree',
      ['--check'],
      /^model.ts: it compiles, and devices agree within 0.001; nothing was written. Add --train/,
    ],
    [
      'the file is there',
      ['--out', 'package.json'],
      /^package.json is there already; nothing was written. Add --force/,
    ],
    ['no such tolerance', ['--tolerance', 'x'], /--tolerance/],
  ])('says what is to be done where %s', async (_, given, message) => {
    const folder = folderOf(files);
    const { code, stderr, stdout } = await run(folder, ['reduce', 'model.ts', ...given]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(existsSync(join(folder, 'model.reduced.ts'))).toBe(false);
  });
});
