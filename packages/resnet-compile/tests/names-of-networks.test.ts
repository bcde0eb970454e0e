import { build, lower, simplify } from '@resnet-compile/compiler';
import { mapNames, matchState, type Tensor } from '@resnet-compile/weights';
import {
  batchNorm,
  cifarPreactResnet,
  conv,
  dense,
  globalAveragePool,
  network,
  relu,
  residual,
  resnest14d,
  resnet,
  resnetrs50,
  senet154,
  sequential,
  skresnet18,
  wideResnet,
  type Layer,
  type Network,
} from 'resnet-compile';
import { expect, test } from 'vitest';

type Spelling = readonly (readonly [from: RegExp, to: string | ((...found: string[]) => string)])[];

const v1 = resnet({ stages: [1, 1], width: 8, input: [3, 64, 64], classes: 10 });
const unit = (channels: number, stride: number): Layer =>
  residual({
    body: { conv1: conv(channels, { kernel: 3, stride }), bn1: batchNorm() },
    ...(stride > 1 ? { shortcut: [conv(channels, { stride }), batchNorm()] } : {}),
    activation: relu(),
  });
const stage = sequential([unit(8, 1), unit(16, 2)]);
const input = [3, 16, 16] as const;
const ownBackbone = network(
  { input },
  {
    backbone: sequential({ conv1: conv(8), layer1: stage }),
    pool: globalAveragePool(),
    head: sequential({ fc: dense(10) }),
  },
);
const ownLinear = network({ input }, { conv1: conv(8), layer1: stage, pool: globalAveragePool(), linear: dense(10) });
const ownModule = network(
  { input },
  { module: sequential({ conv1: conv(8), layer1: stage }), pool: globalAveragePool(), model: dense(10) },
);

const preactUnit = (channels: number, stride: number): Layer =>
  residual({
    preactivation: { bn1: batchNorm(), relu1: relu() },
    body: {
      conv1: conv(channels, { kernel: 3, stride }),
      bn2: batchNorm(),
      relu2: relu(),
      conv2: conv(channels, { kernel: 3 }),
    },
    ...(stride > 1 ? { shortcut: conv(channels, { stride }) } : {}),
  });
const preactStage = sequential([preactUnit(8, 1), preactUnit(16, 2)]);
const ownPreact = network(
  { input },
  { conv1: conv(8, { kernel: 3 }), layer1: preactStage, pool: globalAveragePool(), linear: dense(10) },
);

const wrn: Spelling = [
  [/^stages\.(\d)\.blocks\.(\d)\./, (_, s = '', b = '') => `block${Number(s) + 1}.layer.${b}.`],
  [/^stem\.conv/, 'conv1'],
  [/^norm\./, 'bn1.'],
  [/^head\.fc/, 'fc'],
  [/\.norm(\d)/, '.bn$1'],
  [/downsample\.conv/, 'convShortcut'],
];
const transformers: Spelling = [
  [/^conv1/, 'resnet.embedder.embedder.convolution'],
  [/^bn1/, 'resnet.embedder.embedder.normalization'],
  [/^fc/, 'classifier.1'],
  [/^layer(\d)\.(\d)\./, (_, s = '', b = '') => `resnet.encoder.stages.${Number(s) - 1}.layers.${b}.`],
  [/\.conv(\d)\./, (_, n = '') => `.layer.${Number(n) - 1}.convolution.`],
  [/\.bn(\d)\./, (_, n = '') => `.layer.${Number(n) - 1}.normalization.`],
  [/downsample\.0/, 'shortcut.convolution'],
  [/downsample\.1/, 'shortcut.normalization'],
];
const child: Record<string, string> = { conv1: '0', bn1: '1', layer1: '4', layer2: '5', fc: '7' };
const narrow = { width: 8, stemWidth: 8, input: [3, 64, 64], classes: 10 } as const;

const cases: Readonly<Record<string, readonly [network: Network, spelling: Spelling]>> = {
  'torchvision itself': [v1, []],
  'wrn (xternalz)': [wideResnet(10, 2), wrn],
  'wrn (xternalz) in DataParallel': [wideResnet(16, 2), [...wrn, [/^/, 'module.']]],
  transformers: [v1, transformers],
  OpenMMLab: [
    v1,
    [
      [/^(?!fc)/, 'backbone.'],
      [/^fc/, 'head.fc'],
    ],
  ],
  'Lightning backbone + head': [
    v1,
    [
      [/^(?!fc)/, 'backbone.'],
      [/^fc/, 'head'],
    ],
  ],
  'resnet. prefix': [v1, [[/^/, 'resnet.']]],
  'fc = Sequential(Dropout, Linear)': [v1, [[/^fc/, 'fc.1']]],
  'Sequential(*children)': [v1, [[/^(\w+)\./, (_, name = '') => `${child[name] ?? ''}.`]]],
  '_orig_mod in the middle': [v1, [[/^layer1\./, 'layer1._orig_mod.']]],
  'checkpoint wrapper in the middle': [v1, [[/^layer1\.0\./, 'layer1.0._checkpoint_wrapped_module.']]],
  'module in the middle': [v1, [[/^layer1\./, 'layer1.module.']]],
  'own network, its own names': [ownBackbone, []],
  'own network `backbone`, DataParallel': [ownBackbone, [[/^/, 'module.']]],
  'own network `backbone`, Lightning': [ownBackbone, [[/^/, 'model.']]],
  'own network `backbone`, torchvision’s names': [ownBackbone, [[/^(backbone|head)\./, '']]],
  'own network `linear`, shortcut': [ownLinear, [[/downsample/, 'shortcut']]],
  'own network `linear`, DataParallel': [ownLinear, [[/^/, 'module.']]],
  'own network `module` and `model`, DataParallel': [ownModule, [[/^/, 'module.']]],
  'own network `module` and `model`, Lightning of a compiled one': [ownModule, [[/^/, 'model._orig_mod.']]],
  'own network `module` and `model`, a compiled stage': [ownModule, [[/layer1\./, 'layer1._orig_mod.']]],
  'own network `module` and `model`, torchvision’s names': [
    ownModule,
    [
      [/^module\./, ''],
      [/^model/, 'fc'],
    ],
  ],
  'kuangliu PreActResNet, whose network is built so': [
    ownPreact,
    [
      [/downsample/, 'shortcut.0'],
      [/^/, 'module.'],
    ],
  ],
  'timm resnetrs in DataParallel': [resnetrs50({ ...narrow, stages: [1, 1, 1, 1] }), [[/^/, 'module.']]],
  'timm sknet in Lightning': [skresnet18({ ...narrow, stages: [1, 1, 1, 1] }), [[/^/, 'model.']]],
  'timm resnest in transformers': [resnest14d(narrow), [[/^/, 'timm_model.']]],
  'SENet-154 of Cadene': [
    senet154({ ...narrow, width: 64, stages: [1, 1, 1, 1] }),
    [
      [/^bn1/, 'layer0.bn3'],
      [/^conv1\.0/, 'layer0.conv1'],
      [/^conv1\.1/, 'layer0.bn1'],
      [/^conv1\.3/, 'layer0.conv2'],
      [/^conv1\.4/, 'layer0.bn2'],
      [/^conv1\.6/, 'layer0.conv3'],
      [/\.se\./, '.se_module.'],
      [/^fc/, 'last_linear'],
    ],
  ],
  'pre-activation of bearpaw': [
    cifarPreactResnet(11, { block: 'bottleneck' }),
    [
      [/^stages\.(\d)\.blocks/, (_, s = '') => `layer${Number(s) + 1}`],
      [/^stem\.conv/, 'conv1'],
      [/^norm/, 'bn'],
      [/\.norm(\d)/, '.bn$1'],
      [/downsample\.conv/, 'downsample.0'],
      [/^head\.fc/, 'fc'],
    ],
  ],
};

test.each(Object.entries(cases))('%s', (_, [net, spelling]) => {
  const { graph } = build(net, { name: 'm' });
  if (graph === undefined) throw new Error('the network has mistakes');
  const { parameters } = lower(simplify(graph));
  const found = parameters.map(({ name, shape }, index): [string, Tensor] => {
    const to = spelling.reduce((text, [from, into]) => text.replace(from, into as string), name);
    return [to, { name: to, shape, data: Float32Array.of(index) }];
  });
  const { mapped, leftOut } = mapNames(new Map(found), parameters);
  const state = matchState(mapped, parameters);
  expect([...state.values()].map(({ data }) => data[0])).toEqual(parameters.map((__, index) => index));
  expect(leftOut).toEqual([]);
});
