import { expect, test } from 'vitest';
import {
  conv,
  isNetwork,
  network,
  relu,
  residual,
  resnet,
  type Layer,
  type Network,
  type ResNetOptions,
} from '../src/index.ts';

const never = (value: unknown): never => value as never;

/** `path: layer` of every leaf, residuals marked by `+`. */
const nameOf = (layer: Layer): string => (layer.kind === 'activation' ? layer.activation : layer.kind);

function leaves(layer: Layer, path = ''): readonly string[] {
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if (layer.kind === 'sequential') return layer.children.flatMap(([name, child]) => leaves(child, at(name)));
  if (layer.kind === 'residual') {
    return [
      ...(layer.preactivation ? leaves(layer.preactivation, path) : []),
      ...leaves(layer.body, path),
      ...(layer.shortcut ? leaves(layer.shortcut, at('downsample')) : [`${path}: +`]),
      ...(layer.activation ? [`${path}: ${nameOf(layer.activation)}`] : []),
    ];
  }
  const detail =
    layer.kind === 'conv'
      ? ` ${layer.channels} ${layer.kernel[0]}x${layer.kernel[1]}/${layer.stride[0]}${layer.groups > 1 ? ` g${layer.groups}` : ''}${layer.bias ? ' bias' : ''}`
      : layer.kind === 'dense'
        ? ` ${layer.features}`
        : layer.kind === 'padChannels'
          ? ` ${layer.before}+${layer.after}`
          : layer.kind === 'subsample'
            ? `/${layer.stride[0]}`
            : '';
  return [`${path}: ${nameOf(layer)}${detail}`];
}
const of = (options: Partial<ResNetOptions>): readonly string[] =>
  leaves(resnet({ stages: [1, 1], width: 4, ...options }).body);
const block = (options: Partial<ResNetOptions>, path: string): readonly string[] =>
  of(options)
    .filter((line) => line.startsWith(path))
    .map((line) => line.slice(path.length));

test('the defaults', () => {
  const made = resnet({ stages: [1] });
  expect([made.input, made.problems, isNetwork(made)]).toEqual([[3, 224, 224], [], true]);
  expect(leaves(made.body)).toEqual([
    'conv1: conv 64 7x7/2',
    'bn1: batchNorm',
    'relu: relu',
    'maxpool: maxPool',
    'layer1.0.conv1: conv 64 3x3/1',
    'layer1.0.bn1: batchNorm',
    'layer1.0.relu1: relu',
    'layer1.0.conv2: conv 64 3x3/1',
    'layer1.0.bn2: batchNorm',
    'layer1.0: +',
    'layer1.0: relu',
    'avgpool: globalAveragePool',
    'fc: dense 1000',
  ]);
});

test('stem, width, stemWidth, input, classes, normalize', () => {
  const made = resnet({
    stages: [1],
    stem: 'cifar',
    width: 16,
    stemWidth: 8,
    input: [1, 28, 28],
    classes: 10,
    normalize: { mean: [0.1], std: [0.3] },
  });
  expect(made.input).toEqual([1, 28, 28]);
  const lines = leaves(made.body);
  expect(lines.slice(0, 5)).toEqual([
    'normalize: normalize',
    'conv1: conv 8 3x3/1',
    'bn1: batchNorm',
    'relu: relu',
    'layer1.0.conv1: conv 16 3x3/1',
  ]);
  expect(lines).toContain('layer1.0.downsample.0: conv 16 1x1/1');
  expect(lines.at(-1)).toBe('fc: dense 10');
});

const convolutions = (options: Partial<ResNetOptions>) =>
  block({ block: 'bottleneck', ...options }, 'layer2.0.').filter((line) => line.includes(': conv'));

test('bottleneck: v1.5 strides in the 3×3, v1 in the first 1×1; groups and width as torchvision defines them', () => {
  expect(convolutions({})).toEqual([
    'conv1: conv 8 1x1/1',
    'conv2: conv 8 3x3/2',
    'conv3: conv 32 1x1/1',
    'downsample.0: conv 32 1x1/2',
  ]);
  expect(convolutions({ variant: 'v1' })).toEqual([
    'conv1: conv 8 1x1/2',
    'conv2: conv 8 3x3/1',
    'conv3: conv 32 1x1/1',
    'downsample.0: conv 32 1x1/2',
  ]);
  expect(convolutions({ width: 64, groups: 32, widthPerGroup: 4 })).toEqual([
    'conv1: conv 256 1x1/1',
    'conv2: conv 256 3x3/2 g32',
    'conv3: conv 512 1x1/1',
    'downsample.0: conv 512 1x1/2',
  ]);
});

test("v2 is pre-activated, with timm's names", () => {
  expect(of({ variant: 'v2' })).toEqual([
    'stem.conv: conv 4 7x7/2',
    'maxpool: maxPool',
    'stages.0.blocks.0.norm1: batchNorm',
    'stages.0.blocks.0.relu1: relu',
    'stages.0.blocks.0.conv1: conv 4 3x3/1',
    'stages.0.blocks.0.norm2: batchNorm',
    'stages.0.blocks.0.relu2: relu',
    'stages.0.blocks.0.conv2: conv 4 3x3/1',
    'stages.0.blocks.0: +',
    'stages.1.blocks.0.norm1: batchNorm',
    'stages.1.blocks.0.relu1: relu',
    'stages.1.blocks.0.conv1: conv 8 3x3/2',
    'stages.1.blocks.0.norm2: batchNorm',
    'stages.1.blocks.0.relu2: relu',
    'stages.1.blocks.0.conv2: conv 8 3x3/1',
    'stages.1.blocks.0.downsample.conv: conv 8 1x1/2',
    'norm: batchNorm',
    'relu: relu',
    'avgpool: globalAveragePool',
    'head.fc: conv 1000 1x1/1 bias',
    'head.flatten: flatten',
  ]);
});

const shortcut = (options: Partial<ResNetOptions>, stage: number) =>
  block(options, `layer${stage}.0`).filter((line) => /^(?:\.downsample|: \+)/.test(line));

test('shortcuts', () => {
  expect([shortcut({ shortcut: 'B' }, 1), shortcut({ shortcut: 'B' }, 2)]).toEqual([
    [': +'],
    ['.downsample.0: conv 8 1x1/2', '.downsample.1: batchNorm'],
  ]);
  expect([shortcut({ shortcut: 'A' }, 1), shortcut({ shortcut: 'A' }, 2)]).toEqual([
    [': +'],
    ['.downsample.0: subsample/2', '.downsample.1: padChannels 0+4'],
  ]);
  expect(shortcut({ shortcut: 'A-split', width: 5 }, 2)).toEqual([
    '.downsample.0: subsample/2',
    '.downsample.1: padChannels 2+3',
  ]);
  expect(shortcut({ shortcut: 'C' }, 1)).toEqual(['.downsample.0: conv 4 1x1/1', '.downsample.1: batchNorm']);
  expect([shortcut({ shortcut: 'none' }, 1), shortcut({ shortcut: 'none' }, 2)]).toEqual([[], []]);
});

test("a block of one's own is told its place", () => {
  const contexts: object[] = [];
  const made = resnet({
    stages: [1, 2],
    width: 4,
    block: ({ shortcut, ...place }) => {
      contexts.push(place);
      return residual({
        body: conv(place.channels * 2, { stride: place.stride }),
        shortcut: shortcut(place.channels * 2),
      });
    },
  });
  expect(made.problems).toEqual([]);
  expect(contexts).toEqual([
    { inChannels: 4, channels: 4, stride: 1, stage: 0, index: 0 },
    { inChannels: 8, channels: 8, stride: 2, stage: 1, index: 0 },
    { inChannels: 16, channels: 8, stride: 1, stage: 1, index: 1 },
  ]);
});

test('any depth', () =>
  expect(leaves(resnet({ stages: [1, 1000, 1], width: 1 }).body).filter((line) => line.includes('conv1')).length).toBe(
    1003,
  ));

const list = 'a list of positive integers, blocks per stage';
test.each<[Network, ...string[]]>([
  [resnet({ stages: [0] }), `RC1102 resnet: option stages is [0]; expected ${list}`],
  [resnet({ stages: [2, 1.5] }), `RC1102 resnet: option stages is [2,1.5]; expected ${list}`],
  [resnet({ stages: [] }), `RC1102 resnet: option stages is []; expected ${list}`],
  [resnet({ stages: [Number.NaN] }), `RC1102 resnet: option stages is [NaN]; expected ${list}`],
  [resnet({ stages: never(3) }), `RC1102 resnet: option stages is 3; expected ${list}`],
  [resnet(never({})), `RC1102 resnet: option stages is missing; expected ${list}`],
  [resnet(never(undefined)), 'RC1102 resnet: the options are undefined; expected an object'],
  [
    resnet(never({ stage: [1] })),
    `RC1102 resnet: option stages is missing; expected ${list}`,
    'RC1101 resnet: there is no option "stage" → did you mean stages?',
  ],
  [
    resnet({ stages: [1], block: never('Bottleneck') }),
    `RC1102 resnet: option block is "Bottleneck"; expected 'basic', 'bottleneck' or a function that builds a block → did you mean 'bottleneck'?`,
  ],
  [
    resnet({ stages: [1], variant: never('v3') }),
    `RC1102 resnet: option variant is "v3"; expected 'v1.5', 'v1' or 'v2' → did you mean 'v1'?`,
  ],
  [
    resnet({ stages: [1], shortcut: never('projection') }),
    `RC1102 resnet: option shortcut is "projection"; expected 'B', 'A', 'A-split', 'C', 'D', 'conv', 'dropout' or 'none'`,
  ],
  [
    resnet({ stages: [1], stem: never('cifar10') }),
    `RC1102 resnet: option stem is "cifar10"; expected 'imagenet', 'cifar', 'deep', 'tiered' or layers of one's own → did you mean 'cifar'?`,
  ],
  [
    resnet({ stages: [1], width: 0 }),
    'RC1102 resnet: option width is 0; expected a positive integer, or one for each stage',
  ],
  ...(['stemWidth', 'groups', 'widthPerGroup', 'classes'] as const).map((option): [Network, string] => [
    resnet({ stages: [1], block: 'bottleneck', [option]: 0 }),
    `RC1102 resnet: option ${option} is 0; expected a positive integer`,
  ]),
  [
    resnet({ stages: [1], input: never([224, 224]) }),
    'RC1102 resnet: option input is [224,224]; expected three positive integers: [channels, height, width]',
  ],
  [resnet({ stages: [1], normalize: never([0, 1]) }), 'RC1102 normalize: the options are [0,1]; expected an object'],
  [
    resnet({ stages: [1], normalize: never(relu()) }),
    'RC1102 resnet: option normalize is a relu layer; expected an object with mean and std',
  ],
  [
    resnet({ stages: [1], groups: 32 }),
    `RC1103 resnet: groups is 32, but block 'basic' has no grouped or widened convolution → use block: 'bottleneck', or leave groups out`,
  ],
  [
    resnet({ stages: [1], widthPerGroup: 128 }),
    `RC1103 resnet: widthPerGroup is 128, but block 'basic' has no grouped or widened convolution → use block: 'bottleneck', or leave widthPerGroup out`,
  ],
  [
    resnet({ stages: [1, 1], block: never(() => 7) }),
    'RC1104 resnet: the block function returned 7 for block 0 of stage 0; expected a layer',
    'RC1104 resnet: the block function returned 7 for block 0 of stage 1; expected a layer',
  ],
  [
    network({ input: never([3, 8]) }, relu()),
    'RC1102 network: option input is [3,8]; expected three positive integers: [channels, height, width]',
  ],
  [
    network(never({ inputs: [3, 8, 8] }), [relu()]),
    'RC1101 network: there is no option "inputs" → did you mean input?',
  ],
  [network({}, never(7)), 'RC1104 sequential: found 7; expected layers in an array or a record'],
])('%#', (made, ...expected) => {
  const problems = [
    ...made.problems,
    ...made.body.problems,
    ...(made.body.kind === 'sequential' ? made.body.children.flatMap(([, child]) => child.problems) : []),
  ];
  expect(
    problems.map(({ code, message, hint }) => `${code} ${message}${hint === undefined ? '' : ` → ${hint}`}`),
  ).toEqual(expected);
  expect(isNetwork(made)).toBe(true);
});

test('undefined takes the default', () =>
  expect(of({ width: 4, classes: undefined, stem: undefined } as never)).toEqual(of({})));
