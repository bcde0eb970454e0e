import { build } from '@resnet-compile/compiler';
import * as dsl from '@resnet-compile/dsl';
import type { Node } from '@resnet-compile/ir';
import { family } from '@resnet-compile/testing';
import { serveHub, type TestHub } from '@resnet-compile/testing/hub-server';
import { published } from '@resnet-compile/weights/published';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { describeRepository } from '../src/cli/init/describe-repository.ts';
import { modelText } from '../src/cli/init/model-text.ts';
import { ofCheckpoint } from '../src/cli/init/of-checkpoint.ts';
import { initModel } from '../src/cli/init-model.ts';
import { folderOf, run } from './command-line.ts';

/** The network that a model file's text makes. */
function networkOf(text: string): dsl.Network {
  const [, call] = /^import \{ [\w, ]+ \} from 'resnet-compile';\n\nexport default ([^]+);\n$/m.exec(text) ?? [];
  const { prepareStackTrace } = Error;
  // Traces of the calling stack, which a test's source maps make slow, are left out.
  Error.prepareStackTrace = () => '';
  try {
    return new Function(...Object.keys(dsl), `return ${call}`)(...Object.values(dsl)) as dsl.Network;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

const isTrained = (node: Node): node is Extract<Node, { op: 'parameter' }> =>
  node.op === 'parameter' && node.attributes.kind === 'parameter';
const elements = ({ type }: Node): number =>
  type.shape.reduce<number>((product, extent) => product * Number(extent), 1);

describe('every architecture of the registry', () => {
  const one = new Map(published.map((checkpoint) => [checkpoint.architecture, checkpoint]));
  test.each([...one])('%s: its file makes a network of as many parameters', (architecture, checkpoint) => {
    const network = networkOf(modelText(ofCheckpoint(checkpoint)));
    expect(network.input).toEqual(checkpoint.input);
    const { graph, problems } = build(network, { name: 'model' });
    expect(problems).toEqual([]);
    const trained = graph?.nodes.filter(isTrained) ?? [];
    const head = trained.find(({ attributes: { name } }) => /^(head\.)?fc\.bias$/.test(name));
    const features =
      trained.filter(({ attributes: { name } }) => /^(head\.)?fc\.weight$/.test(name)).map(elements)[0] ?? 0;
    expect(head && elements(head)).toBe(checkpoint.classes);
    const others = trained.reduce((sum, node) => sum + elements(node), 0) - features - checkpoint.classes;
    // What timm counts is for 1000 classes.
    expect(others + (features / checkpoint.classes + 1) * 1000).toBe(
      family.find(({ name }) => name === architecture)?.parameters,
    );
  });

  test('what the file says', () => {
    expect(modelText(ofCheckpoint(published.find(({ name }) => name === 'resnet50.a1_in1k')!)))
      .toBe(`// timm/resnet50.a1_in1k, on the Hugging Face hub. Licence: Apache-2.0.
// Images: RGB; the shorter side to 235 pixels (bicubic, antialiased), of which the middle 224×224; value/255, minus [0.485, 0.456, 0.406], over [0.229, 0.224, 0.225].
// With @resnet-compile/data: imageFolder(folder, { size: 224, resize: 235, filter: 'bicubic' }).
// Accuracy is reported at 288×288, crop 1.
// Its weights: load({ weights: hub('timm/resnet50.a1_in1k') }), with hub of @resnet-compile/weights.
import { resnet50 } from 'resnet-compile';

export default resnet50({ input: [3, 224, 224], classes: 1000 });
`);
  });
});

describe('other repositories', () => {
  let server: TestHub;
  beforeAll(async () => {
    server = await serveHub({});
  });
  afterAll(() => server.close());
  beforeEach(() => {
    server.files.clear();
    vi.stubEnv('HF_ENDPOINT', server.url);
    vi.stubEnv('XDG_CACHE_HOME', folderOf({}));
  });

  const holds = (files: Readonly<Record<string, unknown>>): void => {
    for (const [name, content] of Object.entries(files))
      server.files.set(`someone/mine/${name}`, new TextEncoder().encode(JSON.stringify(content)));
  };
  const textOf = async (files: Readonly<Record<string, unknown>>): Promise<string> => {
    holds(files);
    return modelText(await describeRepository('someone/mine'));
  };

  test('timm, before and since its config has a part of its own for images', async () => {
    const images = {
      input_size: [3, 96, 96],
      mean: [0.5, 0.5, 0.5],
      std: [0.25, 0.5, 1],
      crop_pct: 0.9,
      interpolation: 'bicubic',
      license: 'mit',
    };
    const since = await textOf({
      'config.json': {
        architecture: 'seresnet50',
        num_classes: 7,
        model_args: { drop_rate: 0.1 },
        pretrained_cfg: images,
      },
    });
    expect(since).toContain('Licence: mit.');
    expect(since).toContain(
      '// Images: RGB; the shorter side to 106 pixels (bicubic, antialiased), of which the middle 96×96; value/255, minus [0.5, 0.5, 0.5], over [0.25, 0.5, 1].',
    );
    expect(since).toContain('has model_args, which change the network');
    expect(since).toContain('export default seresnet50({ input: [3, 96, 96], classes: 7 });');
    const before = await textOf({ 'config.json': { architecture: 'seresnet50', num_classes: 7, ...images } });
    expect(
      before
        .split('\n')
        .filter((line) => !line.includes('model_args'))
        .join('\n'),
    ).toBe(
      since
        .split('\n')
        .filter((line) => !line.includes('model_args'))
        .join('\n'),
    );
  });

  test.each<[string, object, string]>([
    [
      'ResNet-50',
      { id2label: { 0: 'a', 1: 'b', 2: 'c' } },
      "resnet({ stages: [3, 4, 6, 3], block: 'bottleneck', input: [3, 160, 160], classes: 3 })",
    ],
    [
      'a narrow ResNet-18 with SiLU',
      {
        depths: [2, 2],
        hidden_sizes: [32, 96],
        layer_type: 'basic',
        embedding_size: 24,
        hidden_act: 'swish',
        num_channels: 1,
        num_labels: 5,
      },
      "resnet({ stages: [2, 2], block: 'basic', width: [32, 96], stemWidth: 24, activation: silu(), input: [1, 160, 160], classes: 5 })",
    ],
    [
      'one that strides first',
      { downsample_in_bottleneck: true },
      "resnet({ stages: [3, 4, 6, 3], block: 'bottleneck', variant: 'v1', input: [3, 160, 160], classes: 2 })",
    ],
  ])('transformers: %s', async (_, config, call) => {
    const text = await textOf({
      'config.json': { model_type: 'resnet', ...config },
      'preprocessor_config.json': {
        size: { shortest_edge: 160 },
        crop_pct: 0.875,
        resample: 3,
        image_mean: [0.5, 0.5, 0.5],
        image_std: [0.5, 0.5, 0.5],
      },
    });
    expect(text).toContain(`export default ${call};`);
    expect(text).toContain('the shorter side to 182 pixels (bicubic, antialiased), of which the middle 160×160');
    expect(build(networkOf(text), { name: 'model' }).problems).toEqual([]);
  });

  test('what it does not say', async () => {
    const text = await textOf({ 'config.json': { model_type: 'resnet' } });
    expect(text).toContain("// Its config.json lists no classes: transformers' default is 2.");
    expect(text).toContain('// How images were prepared is not said there.');
    expect(await textOf({ 'config.json': { architecture: 'resnet18' } })).toContain(
      'says no number of classes: 1000 is a guess',
    );
  });

  test('hostile words stay in their line', async () => {
    const evil = "mit\n process.exit(); //\u2028 process.exit(); '; ";
    const text = await textOf({
      'config.json': {
        architecture: 'resnet18',
        num_classes: 3,
        pretrained_cfg: { license: evil, interpolation: evil, mean: [0, 0, 0], std: [1, 1, 1], crop_pct: 1 },
      },
    });
    const lines = text.split(/[\n\r\u2028\u2029]/);
    expect(lines.filter((line) => line.includes('process.exit')).every((line) => line.startsWith('// '))).toBe(true);
    expect(networkOf(text).input).toEqual([3, 224, 224]);
  });

  test.each<[object | undefined, RegExp]>([
    [
      { architecture: 'resnet500' },
      /is timm's architecture "resnet500", which is no network of this family; the nearest is resnet50\b/,
    ],
    [{ architecture: '__proto__' }, /is timm's architecture "__proto__", which is no network/],
    [{ architecture: 'conv' }, /which is no network/],
    [
      { model_type: 'vit' },
      /its config\.json is of model_type "vit"; expected timm's "architecture", or the model_type "resnet" of transformers/,
    ],
    [{}, /its config\.json says no architecture/],
    [
      { model_type: 'resnet', downsample_in_first_stage: true, hidden_act: 'selu' },
      /does not make: its first stage strides \(downsample_in_first_stage\); its activation is "selu"\./,
    ],
    [{ model_type: 'resnet', hidden_sizes: [3] }, /its hidden_sizes do not fit its depths/],
    [undefined, /^hub someone\/mine: .*config\.json[^]*\nnothing was written\.$/],
  ])('%j is refused', async (config, said) => {
    if (config) holds({ 'config.json': config });
    await expect(describeRepository('someone/mine')).rejects.toThrow(said);
  });
});

describe('the command', () => {
  test('writes a file, which compiles, and not over another', async () => {
    const folder = folderOf({});
    const from = ['init', '--from', 'hf:timm/test_resnet.r160_in1k'];
    const first = await run(folder, from);
    expect(first).toEqual({
      code: 0,
      stdout: 'hf:timm/test_resnet.r160_in1k → model.ts: test_resnet, licence Apache-2.0\n',
      stderr: '',
    });
    const compiled = await run(folder, ['model.ts', '--target', 'js']);
    expect(compiled).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(folder, 'dist/model.js'))).toBe(true);
    writeFileSync(join(folder, 'model.ts'), 'mine');
    const again = await run(folder, from);
    expect(again).toMatchObject({
      code: 1,
      stderr: 'model.ts is there already; nothing was written. Add --force, or choose another file with --out.\n',
    });
    expect(readFileSync(join(folder, 'model.ts'), 'utf8')).toBe('mine');
    await initModel({ from: 'hf:timm/test_resnet.r160_in1k', out: join(folder, 'model.ts'), force: true });
    expect(readFileSync(join(folder, 'model.ts'), 'utf8')).toContain('export default test_resnet(');
  });

  test.each([
    [
      undefined,
      'init: it is not said of which network; expected --from hf:timm/resnet50.a1_in1k, the name of a repository. Nothing was written.',
    ],
    [
      'timm/resnet50',
      'init: --from is "timm/resnet50"; expected hf: and a repository\'s owner and name on the Hugging Face hub, as in --from hf:timm/resnet50.a1_in1k. Nothing was written.',
    ],
  ])('--from %s: what is expected', (from, said) =>
    expect(initModel({ ...(from === undefined ? {} : { from }), out: 'model.ts' })).rejects.toThrow(said),
  );
});
