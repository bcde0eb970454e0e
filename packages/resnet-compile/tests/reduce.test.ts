import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layer, Network } from '@resnet-compile/dsl';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { reduceModel } from '../src/cli/reduce-model.ts';
import type { Fault } from '../src/cli/fault.ts';
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
    await reduceModel(join(folder, 'model.ts'), options, fails);
    expect(readFileSync(join(folder, 'model.reduced.ts'), 'utf8')).toBe(
      `import { maxPool, network } from 'resnet-compile';\n\nexport default network({ input: [1, 3, 1] }, maxPool({ kernel: [2, 3], stride: 1 }));\n`,
    );
    expect(said.join('')).toMatch(/: 1 of 14 layers\nIt still fails: pool1 has no kernel\nPlease attach/);
  });

  test('rounding, where no difference is allowed, leaves what rounds', async () => {
    const small = `${imports}export default network({ input: [3, 5, 4] }, [
  conv(8, { kernel: 3 }), relu(), globalAveragePool(), dense(5),
]);
`;
    const folder = folderOf({ ...files, 'model.ts': small });
    const given = ['reduce', 'model.ts', '--check', '--tolerance', '1e-12'];
    const { code, stdout, stderr } = await run(folder, given);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^model.ts → model.reduced.ts: [12] of 4 layers\nIt still fails: logits: WebAssembly and/,
      ),
    });
    expect(stderr).toMatch(/[12] of 4 layers left; \d+ networks tried, [\d.]+\/s; 0 to try in this pass/);
    // A second time it would write over it.
    const again = await run(folder, given);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toMatch(/^model.reduced.ts is there already; nothing was written. Add --force/);
  });

  test.each([
    [false, /model.ts: it compiles, so that there is nothing to reduce; nothing was written. Add --check/],
    [true, /model.ts: it compiles, and devices agree within 0.001; nothing was written. Add --train/],
  ])('says what is to be done where nothing fails, with --check %s', async (check, message) => {
    const model = join(folderOf(files), 'model.ts');
    await expect(reduceModel(model, { ...options, check }, async () => undefined)).rejects.toThrow(message);
    expect(existsSync(model.replace('.ts', '.reduced.ts'))).toBe(false);
  });
});
