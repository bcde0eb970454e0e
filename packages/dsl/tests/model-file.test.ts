import { transformSync } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as dsl from '../src/index.ts';
import type { Network } from '../src/index.ts';
import { modelFile, printModel } from '../src/model-file/index.ts';
import { networksInFiles } from './networks-in-files.ts';

const data = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, each: unknown) =>
      key === 'position' || key === 'trainingPosition' ? undefined : each,
    ),
  );

function evaluated(text: string): Network {
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs' });
  const module = { exports: {} as { default?: Network } };
  new Function('require', 'module', code)(() => dsl, module);
  return module.exports.default as Network;
}

const entries = Object.entries(networksInFiles);

describe('a model file', () => {
  it.each(entries)('of %s is what a person would write, and means it', async (name, make) => {
    const file = modelFile(make());
    await expect(file.text).toMatchFileSnapshot(`golden/model-files/${name}.txt`);
    expect(data(evaluated(file.text))).toEqual(data(file.network));
  });

  it.each(['resnet18', 'resnet50', 'resnext50'])('of the layers of %s as well', async (name) => {
    const network = networksInFiles[name]?.() ?? dsl.plain18();
    const text = printModel(network);
    await expect(text).toMatchFileSnapshot(`golden/model-files/${name}.layers.txt`);
    expect(data(evaluated(text))).toEqual(data(network));
  });

  it('is formatted as the formatter leaves it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'model-files-'));
    try {
      for (const [name, make] of entries) writeFileSync(join(folder, `${name}.ts`), printModel(make()));
      const root = fileURLToPath(new URL('../../../', import.meta.url));
      const oxfmt = join(root, 'node_modules/oxfmt/bin/oxfmt');
      execFileSync(process.execPath, [oxfmt, '-c', join(root, '.oxfmtrc.json'), '--check', folder], { stdio: 'pipe' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is trained as the network is', () => {
    const trained = dsl.training(dsl.cifarResnet(20), { clipNorm: 1 });
    const { text, network } = modelFile(trained);
    expect(text).toContain(
      'export default training(cifarResnet(20), { loss: crossEntropy(), optimizer: sgd(), clipNorm: 1 });',
    );
    expect(data(evaluated(text))).toEqual(data(network));
    expect(data(network)).toEqual(data(trained));
  });

  it('has functions that are options, and layers', () => {
    const network = dsl.resnet({
      stages: [1, 2],
      block: dsl.res2NetBlock({ scales: 4 }),
      widthPerGroup: 26,
      attention: (channels) => dsl.squeezeExcitation(channels, { ratio: 1 / 4 }),
      norm: dsl.groupNorm({ groups: 4 }),
      activation: dsl.silu(),
      stem: { first: dsl.conv(16, { kernel: 5, stride: 2 }), norm: dsl.batchNorm(), act: dsl.silu() },
      stemPool: 'max',
      width: 16,
      normalize: { mean: [0, 0, 0], std: [1, 1, 1] },
      input: [3, 65, 33],
      classes: 3,
    });
    expect(modelFile(network).text.replace(/^import[^;]*;\n\n/, '')).toBe(`export default resnet({
  stages: [1, 2],
  block: res2NetBlock({ scales: 4 }),
  stem: {
    first: conv(16, { kernel: 5, stride: 2 }),
    norm: batchNorm(),
    act: silu(),
    maxpool: maxPool({ kernel: 3, stride: 2, padding: 1 }),
  },
  width: 16,
  widthPerGroup: 26,
  norm: groupNorm({ groups: 4 }),
  activation: silu(),
  attention: (channels) => squeezeExcitation(channels, { ratio: 0.25 }),
  normalize: { mean: [0, 0, 0], std: [1, 1, 1] },
  input: [3, 65, 33],
  classes: 3,
});
`);
  });

  it('has lists of numbers as they are, those of two equal ones too', () => {
    const network = dsl.network({ input: [2, 4, 4] }, [
      dsl.normalize({ mean: [0, 0], std: [2, 2] }),
      dsl.globalAveragePool(),
      dsl.dense(3),
    ]);
    const { text } = modelFile(network);
    expect(text).toContain('normalize({ mean: [0, 0], std: [2, 2] })');
    expect(data(evaluated(text))).toEqual(data(network));
  });

  it('is refused nothing: what is wrong with a network is wrong in its file', () => {
    const wrong = dsl.network({}, [dsl.dense(-3)]);
    expect(modelFile(wrong).call).toBeUndefined();
  });
});
