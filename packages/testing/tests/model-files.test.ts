import * as dsl from '@resnet-compile/dsl';
import type { ConvLayer, Layer, Network } from '@resnet-compile/dsl';
import { modelFile, stateInFile } from '@resnet-compile/dsl/model-file';
import { found } from '@resnet-compile/ir';
import { describe, expect, it } from 'vitest';
import { family, resnetCombinations } from '../src/index.ts';
import { scrambled } from '../src/scrambled.ts';
import { data, evaluated } from './evaluated.ts';

const thorough = process.env['RESNET_COMPILE_THOROUGH'] === '1';

const functions = new Map(Object.entries(dsl)) as unknown as ReadonlyMap<string, () => Network>;
const named = (name: string): Network => found(functions, name)();

/** One of each mechanism. */
const quick =
  'test_resnet resnet10t resnetblur18 resnetaa34d seresnet18 skresnet18 resnest14d resnetv2_18d resnet50_gn res2net50_26w_4s resnetrs50 resnetv2_50x1_bit resnet18 resnet50 resnext50_32x4d wide_resnet50_2 ecaresnet50d_pruned resnetv2_50d_frn resnet101s'.split(
    ' ',
  );
/** Those that are another one. */
const twins: Readonly<Record<string, string>> = { ecaresnext50t_32x4d: 'ecaresnext26t_32x4d' };

/** A matrix product of a single pixel is a dense layer. */
const withClassifier = ({ body, input }: Network): unknown => {
  const children = body.kind === 'sequential' ? body.children : [];
  const last = children.at(-1)?.[1];
  return [input, children.slice(0, -1), last?.kind === 'conv' ? dsl.dense(last.channels) : last];
};

const geometryOf = ({ kernel, stride, groups, bias }: ConvLayer) => ({ kernel, stride, groups, bias });

describe('a network whose layers have other names and are nested in another way', () => {
  it.each(family.map(({ name }) => name).filter((name) => thorough || quick.includes(name)))('%s', (name) => {
    const network = named(name);
    const { text, call } = modelFile(scrambled(network));
    expect(call).toBe(twins[name] ?? name);
    expect(text).toBe(`import { ${call} } from 'resnet-compile';\n\nexport default ${call}();\n`);
  });

  const families: readonly (readonly [string, Network])[] = [
    ['cifarResnet(20)', dsl.cifarResnet(20)],
    ['cifarPlain(20)', dsl.cifarPlain(20)],
    ['cifarPreactResnet(164)', dsl.cifarPreactResnet(164)],
    ['wideResnet(28, 10)', dsl.wideResnet(28, 10)],
    ['plain18()', dsl.plain18()],
    ['resnet18({ classes: 7 })', dsl.resnet18({ classes: 7 })],
    [
      "resnet18({ stem: 'cifar', input: [1, 28, 28], classes: 10 })",
      dsl.resnet18({ stem: 'cifar', input: [1, 28, 28], classes: 10 }),
    ],
    ["resnet34({ outputs: ['layer3'] })", dsl.resnet34({ outputs: ['layer3'] })],
  ];
  it.each(families)('%s', (call, network) => {
    const { outputs } = network;
    const theirs = outputs ? network : scrambled(network);
    expect(modelFile(theirs).text).toContain(`\nexport default ${call};\n`);
  });

  it('is found with any options of resnet', () => {
    for (const [name, network] of resnetCombinations.filter((_, index) => thorough || index % 5 === 0)) {
      const file = modelFile(scrambled(network));
      expect(file.call, name).toBeDefined();
      expect(data(evaluated(file.text)), file.text).toEqual(data(file.network));
      expect(data(withClassifier(scrambled(file.network))), file.text).toEqual(
        data(withClassifier(scrambled(network))),
      );
    }
  });

  it('is the same whether windows round up to nothing, groups are one for each channel, a pool skips pixels', () => {
    const otherwise = (leaf: Layer): Layer => {
      if (leaf.kind === 'averagePool') return dsl.averagePool({ kernel: 2 });
      if (leaf.kind === 'subsample') return dsl.maxPool({ kernel: 1, stride: 2 });
      return leaf.kind === 'conv' && leaf.stride[0] === 1
        ? dsl.conv(leaf.channels, { ...geometryOf(leaf), padding: 'same' })
        : leaf;
    };
    const file = modelFile(scrambled(dsl.resnet18d(), otherwise));
    expect(file.text).toContain('export default resnet18d();');
    expect(modelFile(scrambled(dsl.cifarResnet(20), otherwise)).text).toContain('export default cifarResnet(20);');
    // 32 groups of 32 channels, as files say it.
    const normed = dsl.resnet({ stages: [1, 1], width: 32, norm: dsl.groupNorm(), classes: 5 });
    let isFirst = true;
    const first = (leaf: Layer): Layer => {
      const layer = leaf.kind === 'groupNorm' && isFirst ? dsl.instanceNorm() : leaf;
      isFirst &&= leaf.kind !== 'groupNorm';
      return layer;
    };
    expect(modelFile(scrambled(normed, first)).text).toContain(
      'export default resnet({ stages: [1, 1], width: 32, norm: groupNorm(), classes: 5 });',
    );
    // Where there is something to round, it is another network.
    const odd = modelFile(scrambled(dsl.resnet18d({ input: [3, 100, 100] }), otherwise));
    expect(odd.call).toBeUndefined();
  });

  it('has a classifier that is a convolution, or none, as the network has that is written', () => {
    const ofVectors = dsl.resnetv2_18({ classes: 10 });
    const { children } = scrambled(ofVectors).body as Extract<Layer, { readonly kind: 'sequential' }>;
    const layers = Object.fromEntries([...children.slice(0, -1), ['last', dsl.dense(10)]]);
    const file = modelFile(dsl.network({}, layers));
    expect(file.text).toContain('export default resnetv2_18({ classes: 10 });');
    expect(stateInFile([{ name: 'last.weight', shape: [10, 512] }], file)).toEqual([
      { name: 'head.fc.weight', shape: [10, 512, 1, 1] },
    ]);
  });

  it('has its parameters under the names of the network that is written', () => {
    const network = dsl.resnet18();
    const file = modelFile(scrambled(network));
    expect(file.layerNames.size).toBe(20 + 20 + 1);
    const [[first = ''] = [], second] = [...file.layerNames];
    expect(second?.[1]).toBe('bn1');
    const state = [`${first}.weight`, 'nothing.weight'].map((name) => ({ name, shape: [64, 3, 7, 7] }));
    expect(stateInFile(state, file).map(({ name }) => name)).toEqual(['conv1.weight', 'nothing.weight']);
    expect([...file.layerNames.values()].slice(-4)).toEqual(['layer4.1.bn1', 'layer4.1.conv2', 'layer4.1.bn2', 'fc']);
  });
});
