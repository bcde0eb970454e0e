import { basic, bottleneck, channelAttention, deep, preActivation, type Spelling } from './networks.ts';
import type { ExpectedTensor } from '../src/index.ts';

type Rows = Readonly<Record<string, readonly [state: readonly ExpectedTensor[], spelling: Spelling]>>;

const minus = (by: number) => (text: string) => text.replace(/\d+/, (number) => String(Number(number) - by));
const transformers: Spelling = [
  [/^conv1/, 'resnet.embedder.embedder.convolution'],
  [/^bn1/, 'resnet.embedder.embedder.normalization'],
  [/^fc/, 'classifier.1'],
  [/^layer(\d)\.(\d)\./, (_, stage = '', block = '') => `resnet.encoder.stages.${Number(stage) - 1}.layers.${block}.`],
  [/\.conv(\d)\./, (_, n = '') => `.layer.${Number(n) - 1}.convolution.`],
  [/\.bn(\d)\./, (_, n = '') => `.layer.${Number(n) - 1}.normalization.`],
  [/downsample\.0/, 'shortcut.convolution'],
  [/downsample\.1/, 'shortcut.normalization'],
];
const child: Record<string, string> = { conv1: '0', bn1: '1', layer1: '4', layer2: '5', fc: '7' };
const children: Spelling = [[/^(\w+)\./, (_, name = '') => `${child[name] ?? name}.`]];
const cifarChildren: Spelling = [
  [/^(\w+)\./, (_, name = '') => `${{ ...child, layer1: '2', layer2: '3', fc: '4' }[name] ?? name}.`],
];
const deepStem: Spelling = [
  [/^bn1/, 'layer0.bn3'],
  [/^conv1\.0/, 'layer0.conv1'],
  [/^conv1\.1/, 'layer0.bn1'],
  [/^conv1\.3/, 'layer0.conv2'],
  [/^conv1\.4/, 'layer0.bn2'],
  [/^conv1\.6/, 'layer0.conv3'],
  [/\.se\./, '.se_module.'],
  [/^fc/, 'last_linear'],
];
const pytorchcv: Spelling = [
  [/^conv1/, 'features.init_block.conv.conv'],
  [/^bn1/, 'features.init_block.conv.bn'],
  [/^fc/, 'output'],
  [/^layer(\d)\.(\d)/, (_, stage = '', block = '') => `features.stage${stage}.unit${Number(block) + 1}`],
  [/\.conv(\d)\.weight/, '.body.conv$1.conv.weight'],
  [/\.bn(\d)\./, '.body.conv$1.bn.'],
  [/downsample\.0/, 'identity_conv.conv'],
  [/downsample\.1/, 'identity_conv.bn'],
];
const detectron2: Spelling = [
  [/^conv1/, 'backbone.bottom_up.stem.conv1'],
  [/^bn1/, 'backbone.bottom_up.stem.conv1.norm'],
  [/^layer(\d)/, (_, stage = '') => `backbone.bottom_up.res${Number(stage) + 1}`],
  [/\.bn(\d)\./, '.conv$1.norm.'],
  [/downsample\.0/, 'shortcut'],
  [/downsample\.1/, 'shortcut.norm'],
  [/^fc/, 'backbone.bottom_up.linear'],
];
const weiaicunzai: Spelling = [
  [/^conv1/, 'conv1.0'],
  [/^bn1/, 'conv1.1'],
  [/^layer(\d)/, (_, stage = '') => `conv${Number(stage) + 1}_x`],
  [
    /(x\.\d)\.(conv|bn)(\d)\./,
    (_, path = '', layer = '', n = '') =>
      `${path}.residual_function.${(Number(n) - 1) * 3 + (layer === 'bn' ? 1 : 0)}.`,
  ],
  [/downsample/, 'shortcut'],
];

/** A stage of timm's resnetv2 as torchvision would count it. */
const stages: Spelling = [
  [/^stages\.(\d)\.blocks\.(\d)/, (_, stage = '', block = '') => `layer${Number(stage) + 1}.${block}`],
];

/** Networks that normalise after their convolutions. */
export const original: Rows = {
  'torchvision itself': [basic, []],
  'kuangliu, akamaster': [
    basic,
    [
      [/^fc/, 'linear'],
      [/downsample/, 'shortcut'],
    ],
  ],
  'transformers, basic blocks': [basic, transformers],
  'transformers, bottlenecks': [bottleneck, transformers],
  'transformers around timm (timm_wrapper)': [basic, [[/^/, 'timm_model.']]],
  OpenMMLab: [
    basic,
    [
      [/^(?!fc)/, 'backbone.'],
      [/^fc/, 'head.fc'],
    ],
  ],
  'OpenMMLab ResNetV1d, which numbers no pool of stride 1': [
    deep,
    [
      [/^(layer1.*downsample\.)(\d)/, (_, path = '', n = '') => path + minus(1)(n)],
      [/^bn1/, 'stem.7'],
      [/^conv1/, 'stem'],
      [/^(?!fc)/, 'backbone.'],
      [/^fc/, 'head.fc'],
      [/se\.fc(\d)/, 'se_layer.conv$1.conv'],
    ],
  ],
  'Lightning, model': [basic, [[/^/, 'model.']]],
  'Lightning, backbone and head': [
    basic,
    [
      [/^(?!fc)/, 'backbone.'],
      [/^fc/, 'head'],
    ],
  ],
  'Lightning, encoder and classifier': [
    basic,
    [
      [/^(?!fc)/, 'encoder.'],
      [/^fc/, 'classifier.1'],
    ],
  ],
  'prefix resnet': [basic, [[/^/, 'resnet.']]],
  'fc is Sequential(Dropout, Linear)': [basic, [[/^fc/, 'fc.1']]],
  'fc.0': [basic, [[/^fc/, 'fc.0']]],
  last_linear: [basic, [[/^fc/, 'last_linear']]],
  'a last layer of no known name': [basic, [[/^fc/, 'to_species']]],
  'Sequential(*children)': [basic, children],
  'Sequential(*children) as features': [basic, [...children, [/^(?!7)/, 'features.'], [/^7/, 'fc']]],
  'Sequential(*children) without a pool and ReLU': [basic, cifarChildren],
  'Sequential(*children), deep stem': [deep, children],
  fastai: [basic, [...children, [/^(?!7)/, '0.'], [/^7/, '1.8']]],
  'MoCo, fine-tuned': [basic, [[/^/, 'module.encoder_q.']]],
  'DINO in DataParallel': [
    basic,
    [
      [/^(?!fc)/, 'module.backbone.'],
      [/^fc/, 'module.head'],
    ],
  ],
  'weiaicunzai, basic blocks': [basic, weiaicunzai],
  'weiaicunzai, bottlenecks': [bottleneck, weiaicunzai],
  'Cadene, SENet-154': [deep, deepStem],
  'Cadene, SE-ResNet': [
    basic,
    [
      [/^(conv1|bn1)/, 'layer0.$1'],
      [/^fc/, 'last_linear'],
    ],
  ],
  ECANet: [channelAttention, [[/\.se\./, '.eca.']]],
  'pytorchcv, basic blocks': [basic, pytorchcv],
  'pytorchcv, bottlenecks': [bottleneck, pytorchcv],
  'detectron2, basic blocks': [basic, detectron2],
  'detectron2, bottlenecks': [bottleneck, detectron2],
  'stages of another name': [
    basic,
    [
      [/^layer/, 'stage'],
      [/^fc/, 'classifier'],
    ],
  ],
  'stages that count from 0': [basic, [[/^layer(\d)/, (_, stage = '') => `stages.${Number(stage) - 1}`]]],
  'hysts, blocks from 1': [
    basic,
    [[/^layer(\d)\.(\d)/, (_, stage = '', block = '') => `stage${stage}.block${Number(block) + 1}`]],
  ],
  DataParallel: [basic, [[/^/, 'module.']]],
  'torch.compile in DataParallel in Lightning': [basic, [[/^/, 'model.module._orig_mod.']]],
  'torch.compile of a stage': [basic, [[/^layer1\./, 'layer1._orig_mod.']]],
  'torch.compile of a stage in DataParallel': [
    basic,
    [
      [/^layer1\./, 'layer1._orig_mod.'],
      [/^/, 'module.'],
    ],
  ],
  'a checkpoint wrapper around blocks': [basic, [[/^layer1\.0\./, 'layer1.0._checkpoint_wrapped_module.']]],
  'FSDP of blocks and of all': [
    bottleneck,
    [
      [/^(layer\d\.\d)\./, '$1._fsdp_wrapped_module._checkpoint_wrapped_module.'],
      [/^/, '_fsdp_wrapped_module.'],
    ],
  ],
  'DataParallel of a stage': [basic, [[/^layer1\./, 'layer1.module.']]],
  'transformers in DataParallel': [basic, [...transformers, [/^/, 'module.']]],
  'OpenMMLab in DataParallel, a compiled stage': [
    basic,
    [
      [/^layer2\./, 'layer2._orig_mod.'],
      [/^(?!fc)/, 'module.backbone.'],
      [/^fc/, 'module.head.fc'],
    ],
  ],
};

/** Pre-activation. */
export const preActivated: Rows = {
  "timm's resnetv2": [preActivation, []],
  'kuangliu-like with a last norm (bearpaw)': [
    preActivation,
    [
      ...stages,
      [/^stem\.conv/, 'conv1'],
      [/^norm/, 'bn'],
      [/\.norm(\d)/, '.bn$1'],
      [/downsample\.conv/, 'shortcut.0'],
      [/^head\.fc/, 'linear'],
    ],
  ],
  meliketoy: [
    preActivation,
    [
      ...stages,
      [/^stem\.conv/, 'conv1'],
      [/^norm/, 'bn1'],
      [/\.norm(\d)/, '.bn$1'],
      [/downsample\.conv/, 'shortcut.0'],
      [/^head\.fc/, 'linear'],
    ],
  ],
  'xternalz, TRADES, RobustBench': [
    preActivation,
    [
      [/^stages\.(\d)\.blocks\.(\d)\./, (_, stage = '', block = '') => `block${Number(stage) + 1}.layer.${block}.`],
      [/^stem\.conv/, 'conv1'],
      [/^norm\./, 'bn1.'],
      [/^head\.fc/, 'fc'],
      [/\.norm(\d)/, '.bn$1'],
      [/downsample\.conv/, 'convShortcut'],
    ],
  ],
  'DeepMind, wide': [
    preActivation,
    [
      [/^stages\.(\d)\.blocks/, 'layer.$1.block'],
      [/^stem\.conv/, 'init_conv'],
      [/^norm/, 'batchnorm'],
      [/\.norm(\d)/, (_, n = '') => `.batchnorm_${Number(n) - 1}`],
      [/\.conv(\d)/, (_, n = '') => `.conv_${Number(n) - 1}`],
      [/downsample\.conv/, 'shortcut'],
      [/^head\.fc/, 'logits'],
    ],
  ],
  'DeepMind, PreActResNet': [
    preActivation,
    [
      [/^stages\.(\d)\.blocks/, 'layer_$1'],
      [/^stem\.conv/, 'conv_2d'],
      [/^norm/, 'batchnorm'],
      [/\.norm(\d)/, (_, n = '') => `.batchnorm_${Number(n) - 1}`],
      [/\.conv(\d)/, '.conv_2d_$1'],
      [/downsample\.conv/, 'shortcut'],
      [/^head\.fc/, 'logits'],
    ],
  ],
  'pytorchcv, preresnet': [
    preActivation,
    [
      [
        /^stages\.(\d)\.blocks\.(\d)/,
        (_, stage = '', block = '') => `features.stage${Number(stage) + 1}.unit${Number(block) + 1}`,
      ],
      [/^stem\.conv/, 'features.init_block'],
      [/^norm/, 'features.post_activ.bn'],
      [/\.conv(\d)/, '.body.conv$1.conv'],
      [/\.norm(\d)/, '.body.conv$1.bn'],
      [/downsample\.conv/, 'identity_conv'],
      [/^head\.fc/, 'output'],
    ],
  ],
  'weiaicunzai, preactresnet': [
    preActivation,
    [
      [/^stages\.(\d)\.blocks/, (_, stage = '') => `stage${Number(stage) + 1}`],
      [/^stem\.conv/, 'pre.0'],
      [/\.(norm|conv)(\d)/, (_, layer = '', n = '') => `.residual.${(Number(n) - 1) * 3 + (layer === 'norm' ? 0 : 2)}`],
      [/downsample\.conv/, 'shortcut'],
      [/^head\.fc/, 'linear'],
    ],
  ],
  'Sequential(*children)': [
    preActivation,
    [
      [/^stages\.(\d)\.blocks/, (_, stage = '') => String(Number(stage) + 1)],
      [/^stem\.conv/, '0'],
      [/^norm/, '3'],
      [/\.norm(\d)/, '.bn$1'],
      [/downsample\.conv/, 'shortcut.0'],
      [/^head\.fc/, '6'],
    ],
  ],
};
