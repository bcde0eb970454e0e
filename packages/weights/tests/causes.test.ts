import { expect, test } from 'vitest';
import { mapNames, matchState, type ExpectedTensor } from '../src/index.ts';
import { errorOf, tensor } from './fixture.ts';
import { basic, bottleneck, channelAttention, deep, preActivation, spell, type Spelling } from './networks.ts';
import { original } from './spellings.ts';

type State = readonly ExpectedTensor[];
const without = (state: State, pattern: RegExp): State => state.filter(({ name }) => !pattern.test(name));
const reshaped = (state: State, pattern: RegExp, shape: (shape: readonly number[]) => readonly number[]): State =>
  state.map((each) => (pattern.test(each.name) ? { ...each, shape: shape(each.shape) } : each));
const transformers: Spelling = original['transformers, basic blocks']?.[1] ?? [];
const bias = (name: string, size: number): ExpectedTensor => ({ name: `${name}.bias`, shape: [size] });
const classes = (count: number) => (shape: readonly number[]) => [count, ...shape.slice(1)];

/** What a report says in its first lines. */
const reportOf = (found: State, expected: State): string =>
  errorOf(() =>
    matchState(
      mapNames(new Map(found.map(({ name, shape }) => [name, tensor(name, shape)])), expected).mapped,
      expected,
    ),
  );

const rows: Readonly<Record<string, readonly [found: State, expected: State, said: string]>> = {
  'other classes': [
    reshaped(basic, /^fc/, classes(1000)),
    basic,
    "the file has 1000 classes and the network 10, all else fits. Give the network classes: 1000, or leave it out, to train it: --except 'fc.*', then load({ weights, except: ['fc.*'] })",
  ],
  'a background class': [reshaped(basic, /^fc/, classes(11)), basic, 'one more may be a background class'],
  'other classes, in other words': [
    spell(reshaped(basic, /^fc/, classes(1000)), transformers),
    basic,
    'the file has 1000 classes and the network 10, all else fits',
  ],
  'other images and other classes': [
    reshaped(reshaped(basic, /^fc/, classes(1000)), /^conv1/, ([out = 0, , ...size]) => [out, 1, ...size]),
    basic,
    "the file's network reads images of 1 channels, this one of 3: --input-channels sums or repeats the first filters. And the file has 1000 classes and the network 10. Give",
  ],
  'another block and other classes': [
    reshaped(bottleneck, /^fc/, classes(1000)),
    basic,
    'And the file has 1000 classes and the network 10. Give',
  ],
  'no head': [
    without(basic, /^fc/),
    basic,
    "the file has no last layer, fc: leave it out, to train it: --except 'fc.*'",
  ],
  'no head, transformers': [
    spell(without(basic, /^fc/), [...transformers, [/^resnet\./, '']]),
    basic,
    'the file has no last layer, fc:',
  ],
  "DINO's head": [
    [
      ...without(basic, /^fc/),
      ...[0, 2, 4].flatMap((n) => [{ name: `head.mlp.${n}.weight`, shape: [6, 6] }, bias(`head.mlp.${n}`, 6)]),
    ],
    basic,
    "the file has no last layer that fits fc, but head.*: build the network with such an end, or leave it out, to train it: --except 'fc.*', then load({ weights, except: ['fc.*'] }), and the others too: --ignore 'head.*'",
  ],
  'kuangliu’s PreActResNet': [
    without(preActivation, /^norm/),
    preActivation,
    "the file's network has no batch norm before its last layer, as kuangliu/pytorch-cifar's PreActResNet; this one has norm, which makes another network of it. Describe the file's with network()",
  ],
  'no statistics': [
    without(basic, /running/),
    basic,
    'it holds parameters alone, as model.parameters() gives: save model.state_dict()',
  ],
  'folded norms': [
    [
      ...without(basic, /bn\d|downsample\.1/),
      ...basic.flatMap(({ name, shape }) =>
        shape.length === 4 ? [{ name: name.replace('weight', 'bias'), shape: shape.slice(0, 1) }] : [],
      ),
    ],
    basic,
    'the norms were folded into them',
  ],
  'another stem': [
    reshaped(basic, /^conv1/, ([out = 0, channels = 0]) => [out, channels, 3, 3]),
    basic,
    "the stems differ: the file's first convolution is 3×3, the network's 7×7; use stem: 'cifar'",
  ],
  'other channels': [
    reshaped(basic, /^conv1/, ([out = 0, , ...size]) => [out, 1, ...size]),
    basic,
    "the file's network reads images of 1 channels, this one of 3: --input-channels",
  ],
  'bottlenecks into basic blocks': [
    bottleneck,
    basic,
    "the file's network has bottlenecks, this one basic blocks: use block: 'bottleneck'",
  ],
  'basic blocks into bottlenecks': [
    basic,
    bottleneck,
    "the file's network has basic blocks, this one bottlenecks: use block: 'basic'",
  ],
  shallower: [
    without(basic, /^layer2\.1/),
    basic,
    'the depths differ: the file lacks 1 of the network’s blocks, the first layer2.1',
  ],
  deeper: [basic, without(basic, /^layer2\.1/), 'the depths differ: the file has 1 more blocks, the first layer2.1'],
  'deeper, transformers': [
    spell(basic, transformers),
    without(basic, /^layer2\.1/),
    'the file has 1 more blocks, the first resnet.encoder.stages.1.layers.1',
  ],
  'twice as wide': [
    basic.map(({ name, shape }) => ({
      name,
      shape: name.startsWith('fc')
        ? shape.length > 1
          ? [10, 16]
          : shape
        : shape.map((size, axis) => (axis < 2 && size !== 3 ? size * 2 : size)),
    })),
    basic,
    "the file's network is 2 times as wide",
  ],
  'original into pre-activation': [
    [
      ...without(preActivation, /^norm/),
      ...preActivation.flatMap(({ name }) => (name.startsWith('norm.') ? [{ name: `stem.${name}`, shape: [4] }] : [])),
    ],
    preActivation,
    'normalises after its convolutions, this one before them: use variant',
  ],
  'a deep stem': [
    deep.filter(({ name }) => !name.includes('.se.')),
    bottleneck,
    "the stems differ: the file has conv1.0, conv1.3, conv1.6 before its first block, the network conv1; use stem: 'imagenet', 'cifar', 'deep' or 'tiered' as the file has it",
  ],
  attention: [
    channelAttention,
    bottleneck,
    "the file's blocks have efficient channel attention, this network's have not: attention: 'eca'",
  ],
  'no projections': [
    without(basic, /downsample/),
    basic,
    "the file's shortcuts have no projections where this network's have: shortcut: 'A', which appends zero channels",
  ],
  'biases of convolutions': [
    [...basic, bias('layer1.0.conv1', 4)],
    basic,
    "the file's layers have biases where this network's have none (layer1.0.conv1.bias): build it with conv(…, { bias: true })",
  ],
  'batch norms into group norms': [
    basic,
    without(basic, /running/),
    "the file has running statistics, of batch norms; this network's norms have none",
  ],
  'a part that is not known': [
    [...basic, { name: 'layer1.0.gate.weight', shape: [4] }],
    basic,
    'the blocks of the file have more than those of the network, such as layer1.0.gate.weight',
  ],
  'half as deep': [without(basic, /^layer\d\.1/), basic, 'the depths differ: the file lacks 2 of the network’s blocks'],
  'pre-activation into original': [
    spell(
      without(
        reshaped(basic, /^layer2\.0\.bn1/, () => [4]),
        /downsample\.1/,
      ),
      [],
    ),
    basic,
    "normalises before its convolutions, this one after them: use variant: 'v2'",
  ],
  "fastai's head, whose last layer alone would fit": [
    [
      ...spell(without(basic, /^fc/), [[/^/, '0.']]),
      ...[2, 6].map((n) => ({ name: `1.${n}.weight`, shape: [8] })),
      ...[4, 8].flatMap((n) => [
        { name: `1.${n}.weight`, shape: [n === 4 ? 8 : 10, 8] },
        bias(`1.${n}`, n === 4 ? 8 : 10),
      ]),
    ],
    basic,
    'the file has no last layer that fits fc, but 1.*: build the network with such an end',
  ],
  "DINO's weight norm, in a head that the network has not": [
    [
      ...without(basic, /^fc/),
      { name: 'head.last_layer.weight_g', shape: [9, 1] },
      { name: 'head.last_layer.weight_v', shape: [9, 8] },
    ],
    without(basic, /^fc/),
    "if no result depends on that, leave it out with --ignore 'head.*'",
  ],
  'no bias': [without(basic, /^fc\.bias/), basic, 'the file has no last layer, fc'],
  'other groups': [
    reshaped(bottleneck, /conv2\.weight/, ([out = 0, , ...size]) => [out, 1, ...size]),
    bottleneck,
    "give the network the file's groups and widthPerGroup",
  ],
  "MoCo v2's head": [
    spell(
      [
        ...without(basic, /^fc/),
        ...[0, 2].flatMap((n) => [{ name: `fc.${n}.weight`, shape: [8, 8] }, bias(`fc.${n}`, 8)]),
      ],
      [[/^/, 'module.encoder_q.']],
    ),
    basic,
    "and the others too: --ignore 'module.encoder_q.fc.*'",
  ],
  pruned: [
    spell([...basic, { name: 'conv1.weight_mask', shape: [4, 3, 7, 7] }], [[/^conv1\.weight$/, 'conv1.weight_orig']]),
    basic,
    "torch.nn.utils.prune.remove(module, 'weight')",
  ],
  parametrised: [
    spell(basic, [[/^conv1\.weight$/, 'conv1.parametrizations.weight.original']]),
    basic,
    "torch.nn.utils.parametrize.remove_parametrizations(module, 'weight')",
  ],
  'weight norm': [
    [
      ...without(basic, /^conv1/),
      { name: 'conv1.weight_g', shape: [4, 1, 1, 1] },
      { name: 'conv1.weight_v', shape: [4, 3, 7, 7] },
    ],
    basic,
    "torch.nn.utils.remove_weight_norm(module, 'weight')",
  ],
};

test.each(Object.entries(rows))('%s', (_, [found, expected, said]) => {
  const report = reportOf(found, expected);
  expect(report.split('\n')[0]?.replaceAll('’', "'")).toContain(said.replaceAll('’', "'"));
  expect(report.split('\n').length).toBeLessThan(18);
});

test("a report has the file's own names, and is short", () => {
  expect(
    reportOf(
      spell(reshaped(basic, /^fc/, classes(7)), [
        [/^fc/, 'module.last_linear'],
        [/^(?!module)/, 'module.'],
      ]),
      basic,
    )
      .split('\n')
      .slice(1),
  ).toEqual([
    '2 misshapen:',
    '  fc.weight (module.last_linear.weight in the file): found [7, 8], expected [10, 8]',
    '  fc.bias (module.last_linear.bias in the file): found [7], expected [10]',
  ]);
  const foreign = spell(basic, [
    [/^/, 'a_'],
    [/\./g, '_'],
    [/$/, '.x'],
  ]);
  expect(reportOf(foreign, basic).split('\n')).toEqual([
    "the weights are of another network: 52 tensors found, 52 expected; use this network's weights or change the model",
    '52 missing:',
    ...basic.slice(0, 5).map(({ name, shape }) => `  ${name} [${shape.join(', ')}]`),
    '  … and 47 more',
    '52 unexpected:',
    ...foreign.slice(0, 5).map(({ name, shape }) => `  ${name} [${shape.join(', ')}]`),
    '  … and 47 more',
  ]);
});
