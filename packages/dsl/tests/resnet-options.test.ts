import { expect, test } from 'vitest';
import {
  batchNorm,
  conv,
  gelu,
  groupNorm,
  identity,
  maxPool,
  relu,
  resnet,
  sequential,
  type Layer,
  type ResNetOptions,
} from '../src/index.ts';

const nameOf = (layer: Layer): string => (layer.kind === 'activation' ? layer.activation : layer.kind);

const details = (layer: Layer): string => {
  switch (layer.kind) {
    case 'conv': {
      const stride = layer.stride[0] === 1 ? '' : `/${layer.stride[0]}`;
      return ` ${layer.channels} ${layer.kernel[0]}${stride}${layer.dilation[0] === 1 ? '' : ` d${layer.dilation[0]}`}`;
    }
    case 'averagePool':
    case 'maxPool':
      return ` ${layer.kernel[0]}/${layer.stride[0]}`;
    case 'blur':
      return `/${layer.stride[0]}`;
    case 'scale':
      return ` ${layer.factor}`;
    case 'dropout':
      return ` ${layer.rate} ${layer.per}`;
    case 'groupNorm':
      return ` ${layer.groups}`;
    default:
      return '';
  }
};

/** `path layer` of all within a layer. */
function leaves(layer: Layer, path = ''): readonly string[] {
  const at = (name: string): string => [path, name].filter(Boolean).join('.');
  switch (layer.kind) {
    case 'sequential':
    case 'branches':
      return layer.children.flatMap(([name, child]) => leaves(child, at(name)));
    case 'residual':
      return [
        ...(layer.preactivation ? leaves(layer.preactivation, path) : []),
        ...leaves(layer.body, path),
        ...(layer.shortcut ? leaves(layer.shortcut, at('downsample')) : []),
        ...(layer.gate ? leaves(layer.gate.layer, at(`gate(${layer.gate.of})`)) : []),
        `${path} +`,
        ...(layer.activation ? leaves(layer.activation, path) : []),
      ];
    default:
      return [`${path} ${nameOf(layer)}${details(layer)}`];
  }
}
const of = (options: Partial<ResNetOptions>): readonly string[] => {
  const made = resnet({ stages: [1, 1], width: 8, ...options });
  expect(made.problems).toEqual([]);
  return leaves(made.body);
};
/** What stands under a path, without it. */
const under = (path: string, options: Partial<ResNetOptions>): readonly string[] =>
  of(options)
    .filter((line) => line.startsWith(path))
    .map((line) => line.slice(path.length).trim());
const block = (options: Partial<ResNetOptions>): readonly string[] => under('layer2.0', options);
/** What stands before the first stage. */
const stem = (options: Partial<ResNetOptions>): readonly string[] => {
  const lines = of(options);
  return lines.slice(
    0,
    lines.findIndex((line) => /^(?:layer1|stages)/.test(line)),
  );
};

test('stems', () => {
  expect(stem({ stem: 'deep', stemWidth: 16 })).toEqual([
    'conv1.0 conv 8 3/2',
    'conv1.1 batchNorm',
    'conv1.2 relu',
    'conv1.3 conv 8 3',
    'conv1.4 batchNorm',
    'conv1.5 relu',
    'conv1.6 conv 16 3',
    'bn1 batchNorm',
    'relu relu',
    'maxpool maxPool 3/2',
  ]);
  expect(stem({ stem: 'tiered', stemWidth: 64 }).filter((line) => line.includes('conv '))).toEqual([
    'conv1.0 conv 24 3/2',
    'conv1.3 conv 32 3',
    'conv1.6 conv 64 3',
  ]);
  expect(stem({ variant: 'v2', stem: 'deep' })).toEqual([
    'stem.conv1 conv 4 3/2',
    'stem.norm1 batchNorm',
    'stem.relu1 relu',
    'stem.conv2 conv 4 3',
    'stem.norm2 batchNorm',
    'stem.relu2 relu',
    'stem.conv3 conv 8 3',
    'maxpool maxPool 3/2',
  ]);
  expect(stem({ stem: { first: conv(12, { kernel: 5 }), pool: maxPool({ kernel: 2 }) } })).toEqual([
    'first conv 12 5',
    'pool maxPool 2/2',
  ]);
  expect(stem({ stem: [conv(12)], variant: 'v2' })).toEqual(['stem.0 conv 12 1']);
});

test('pools of stems', () => {
  const pool = (options: Partial<ResNetOptions>): readonly string[] => stem(options).slice(3);
  expect(pool({ stemPool: 'conv' })).toEqual(['maxpool.0 conv 8 3/2', 'maxpool.1 batchNorm', 'maxpool.2 relu']);
  expect(pool({ stemPool: 'none' })).toEqual([]);
  expect(pool({ stemPool: 'zeros' })).toEqual(['pad pad', 'maxpool maxPool 3/2']);
  expect(pool({ stem: 'cifar', stemPool: 'max' })).toEqual(['maxpool maxPool 3/2']);
  expect(pool({ antialias: 'average' })).toEqual(['maxpool averagePool 2/2']);
  expect(pool({ antialias: 'blur' })[0]).toBe('maxpool.0 maxPool 3/1');
});

test('a width, a block and a reduction for each stage', () =>
  expect(
    of({
      width: [8, 24],
      block: ['bottleneck', 'basic'],
      reduceFirst: [2, 3],
      stem: 'cifar',
      groups: 2,
      widthPerGroup: 32,
    }).filter((line) => line.includes('conv ')),
  ).toEqual([
    'conv1 conv 8 3',
    'layer1.0.conv1 conv 4 1',
    'layer1.0.conv2 conv 8 3',
    'layer1.0.conv3 conv 32 1',
    'layer1.0.downsample.0 conv 32 1',
    'layer2.0.conv1 conv 8 3/2',
    'layer2.0.conv2 conv 24 3',
    'layer2.0.downsample.0 conv 24 1/2',
  ]));

test('shortcuts', () => {
  const shortcut = (path: string, options: Partial<ResNetOptions>): readonly string[] =>
    under(`${path}.downsample`, options);
  expect(shortcut('layer2.0', { shortcut: 'D' })).toEqual(['.0 averagePool 2/2', '.1 conv 16 1', '.2 batchNorm']);
  expect(shortcut('layer1.0', { shortcut: 'D', stemWidth: 4 })).toEqual(['.0 identity', '.1 conv 8 1', '.2 batchNorm']);
  expect(shortcut('layer2.0', { shortcutKernel: 3 })).toEqual(['.0 conv 16 3/2', '.1 batchNorm']);
  expect(shortcut('layer1.0', { shortcutKernel: 3, stemWidth: 4 })).toEqual(['.0 conv 8 1', '.1 batchNorm']);
  expect(shortcut('layer1.0', { shortcut: 'conv' })).toEqual(['.0 conv 8 1']);
  expect(shortcut('layer1.0', { shortcut: 'dropout' })).toEqual(['dropout 0.5 element']);
  expect(shortcut('layer2.0', { shortcut: 'dropout' })).toEqual([
    '.0 subsample',
    '.1 padChannels',
    '.2 dropout 0.5 element',
  ]);
  expect(shortcut('layer1.0', { shortcutScale: 0.5 })).toEqual(['.scale scale 0.5']);
  expect(shortcut('layer2.0', { shortcutScale: 0.5 })).toEqual(['.0 conv 16 1/2', '.1 batchNorm', '.scale scale 0.5']);
  expect(shortcut('stages.1.blocks.0', { variant: 'v2', shortcut: 'D' })).toEqual([
    '.pool averagePool 2/2',
    '.conv conv 16 1',
  ]);
});

test('gates, which stride as the block does, and a residual that is scaled', () => {
  expect(block({ gate: 'exclusive' })).toContain('.gate(exclusive) conv 16 1/2');
  expect(block({ gate: 'shortcut-only', gateBias: -6 })).toContain('.gate(shortcut-only).sigmoid sigmoid');
  expect(JSON.stringify(resnet({ stages: [1], gate: 'exclusive', gateBias: -6 }).body)).toContain('"initialBias":-6');
  expect(block({ residualScale: 0.5 })).toContain('.scale scale 0.5');
});

test('placements', () => {
  const first = (options: Partial<ResNetOptions>): readonly string[] => under('layer1.0', options);
  expect(first({ placement: 'bn-after-add' })).toEqual([
    '.conv1 conv 8 3',
    '.bn1 batchNorm',
    '.relu1 relu',
    '.conv2 conv 8 3',
    '+',
    '.bn2 batchNorm',
    '.relu relu',
  ]);
  expect(first({ placement: 'relu-before-add' }).slice(3)).toEqual([
    '.conv2 conv 8 3',
    '.bn2 batchNorm',
    '.relu2 relu',
    '+',
  ]);
  expect(first({ placement: 'relu-only' })).toEqual([
    '.relu0 relu',
    '.conv1 conv 8 3',
    '.bn1 batchNorm',
    '.relu1 relu',
    '.conv2 conv 8 3',
    '.bn2 batchNorm',
    '+',
  ]);
  expect(of({ placement: 'relu-only' })).toContain('last relu');
  expect(of({ placement: 'full' })).toEqual(of({ variant: 'v2' }));
  expect(of({ placement: 'original' })).toEqual(of({}));
});

test("a first block that activates both of its sides: its sum's other side is activated", () => {
  const made = resnet({ stages: [2], variant: 'v2', bothPreactivate: true, width: 8 });
  const parts = (layer: Layer): readonly string[] =>
    layer.kind === 'sequential' ? layer.children.map(([name, child]) => `${name} ${child.kind}`) : [layer.kind];
  const [, stages] = (made.body as Extract<Layer, { kind: 'sequential' }>).children.find(
    ([name]) => name === 'stages',
  )!;
  const find = (layer: Layer, ...path: readonly string[]): Layer =>
    path.reduce<Layer>(
      (at, name) => (at as Extract<Layer, { kind: 'sequential' }>).children.find(([key]) => key === name)![1],
      layer,
    );
  expect(parts(find(stages, '0', 'blocks', '0'))).toEqual(['norm1 batchNorm', 'relu1 activation', ' residual']);
  expect(parts(find(stages, '0', 'blocks', '1'))).toEqual(['residual']);
});

test('norms and activations: each place has its own', () => {
  const lines = of({ norm: groupNorm({ groups: 4 }), activation: gelu() });
  expect(lines.filter((line) => /relu|batchNorm/.test(line.split(' ')[1]!))).toEqual([]);
  expect(lines).toContain('layer1.0.bn2 groupNorm 4');
  const seen: Layer[] = [];
  const collect = (layer: Layer): void => {
    if (layer.kind === 'groupNorm') seen.push(layer);
    if (layer.kind === 'sequential') layer.children.forEach(([, child]) => collect(child));
    if (layer.kind === 'residual') [layer.body, layer.shortcut ?? identity()].forEach(collect);
  };
  collect(resnet({ stages: [2], norm: groupNorm() }).body);
  expect(seen).toHaveLength(5);
  expect(new Set(seen).size).toBe(5);
  expect(of({ norm: () => sequential({ a: batchNorm(), b: relu() }) })).toContain('bn1.a batchNorm');
});

test('attention stands behind the last norm', () => {
  const tail = (options: Partial<ResNetOptions>): readonly string[] =>
    block({ block: 'bottleneck', ...options }).slice(6, -4);
  expect(tail({ attention: 'se' })).toEqual([
    '.conv3 conv 64 1',
    '.bn3 batchNorm',
    '.se.identity identity',
    '.se.pool globalAveragePool',
    '.se.fc1 conv 8 1',
    '.se.relu relu',
    '.se.fc2 conv 64 1',
    '.se.sigmoid sigmoid',
  ]);
  expect(block({ attention: 'eca' })).toContain('.se.conv channelConv');
  expect(block({ attention: (channels) => sequential({ own: conv(channels) }) })).toContain('.se.own conv 16 1');
});

test('antialiasing: a filter strides behind the norm and activation of what would have', () => {
  expect(block({ antialias: 'average' }).slice(0, 5)).toEqual([
    '.conv1 conv 16 3',
    '.bn1 batchNorm',
    '.relu1 relu',
    '.aa1 averagePool 2/2',
    '.conv2 conv 16 3',
  ]);
  expect(under('layer1.0', { antialias: 'average' }).join()).not.toContain('averagePool');
});

test('output strides: dilation in place of strides, one stage later in the first block', () => {
  const filters = (outputStride: 8 | 16): readonly string[] =>
    of({ stages: [1, 2, 2, 2], outputStride }).filter((line) => /conv[12] conv \d+ 3/.test(line));
  expect(filters(16).slice(-8)).toEqual([
    'layer3.0.conv1 conv 32 3/2',
    'layer3.0.conv2 conv 32 3',
    'layer3.1.conv1 conv 32 3',
    'layer3.1.conv2 conv 32 3',
    'layer4.0.conv1 conv 64 3',
    'layer4.0.conv2 conv 64 3 d2',
    'layer4.1.conv1 conv 64 3 d2',
    'layer4.1.conv2 conv 64 3 d2',
  ]);
  expect(of({ stages: [1, 1, 1, 1], outputStride: 8, antialias: 'blur' })).toContain('layer3.0.aa1 blur/1');
  expect(filters(8).slice(-4)).toEqual([
    'layer4.0.conv1 conv 64 3 d2',
    'layer4.0.conv2 conv 64 3 d4',
    'layer4.1.conv1 conv 64 3 d4',
    'layer4.1.conv2 conv 64 3 d4',
  ]);
});

test('stochastic depth by the linear rule, and dropout before the last convolution', () => {
  const rates = of({ stages: [2, 2], stochasticDepth: 0.2 }).filter((line) => line.includes('image'));
  expect(rates).toEqual(
    ['layer1.0', 'layer1.1', 'layer2.0', 'layer2.1'].map(
      (path, index) => `${path}.drop dropout ${(0.2 * (index + 1)) / 4} image`,
    ),
  );
  expect(block({ dropout: 0.3 }).slice(2, 5)).toEqual([
    '.relu1 relu',
    '.dropout dropout 0.3 element',
    '.conv2 conv 16 3',
  ]);
});

test('standardised filters in all convolutions but the classifier', () => {
  const text = JSON.stringify(resnet({ stages: [1, 1], variant: 'v2', weightStandardization: true }).body);
  expect(text.match(/"weightStandardization":\{"epsilon":1e-8\}/g)).toHaveLength(6);
});

test('biases in all convolutions, as where batch norms were folded', () => {
  const text = JSON.stringify(resnet({ stages: [1, 1], bias: true }).body);
  const without = JSON.stringify(resnet({ stages: [1, 1] }).body);
  const all = without.match(/"kind":"conv"/g) ?? [];
  expect(all.length).toBe(6);
  expect(without.match(/"kind":"conv"[^}]*"bias":false/g)).toHaveLength(all.length);
  expect(text.match(/"kind":"conv"[^}]*"bias":true/g)).toHaveLength(all.length);
});

test.each<[Partial<ResNetOptions>, string]>([
  [{ width: [8] }, 'width has 1 values for 2 stages; expected one for each'],
  [{ block: ['basic'] }, 'block has 1 values for 2 stages; expected one for each'],
  [{ reduceFirst: [1] }, 'reduceFirst has 1 values for 2 stages; expected one for each'],
  [
    { variant: 'v2', placement: 'original' },
    "placement is 'original', but variant 'v2' is the placement 'full' → leave one of both out",
  ],
  [
    { variant: 'v1', placement: 'full' },
    "placement is 'full', but variant 'v1' strides in the first convolution, which pre-activated blocks do not → leave variant out",
  ],
  [
    { block: () => relu(), placement: 'relu-only' },
    "placement is 'relu-only', but no block is built in → use block: 'basic' or 'bottleneck', or leave placement out",
  ],
  [
    { bothPreactivate: true },
    "bothPreactivate is true, but no block is pre-activated → use variant: 'v2' or placement: 'relu-only', or leave bothPreactivate out",
  ],
  [
    { shortcut: 'none', gate: 'exclusive' },
    "gate is 'exclusive', but shortcut 'none' leaves nothing to add to → use another shortcut, or leave gate out",
  ],
  [
    { shortcut: 'A', shortcutKernel: 3 },
    "shortcutKernel is 3, but only a projection has filters that may stride → use shortcut: 'B' or 'C', or leave shortcutKernel out",
  ],
  [{ gateBias: -1 }, "gateBias is -1, but there is no gate → add gate: 'exclusive' or 'shortcut-only'"],
  [
    { stem: conv(8), stemWidth: 8 },
    "stemWidth is 8, but the stem's own layers say how many channels it ends with → leave stemWidth out",
  ],
  [{ stem: 'deep', stemWidth: 9 }, 'stemWidth is 9, but a deep stem begins with half of that → use an even number'],
  [
    { stem: 'tiered', stemWidth: 6 },
    'stemWidth is 6, but a tiered stem begins with three eighths of that → use an even number from 8 on',
  ],
])('%o means nothing', (options, expected) =>
  expect(
    resnet({ stages: [1, 1], ...options }).problems.map(
      ({ code, message, hint }) => `${code} ${message}${hint === undefined ? '' : ` → ${hint}`}`,
    ),
  ).toEqual([`RC1103 resnet: ${expected}`]),
);
