import type { ExpectedTensor } from '../src/index.ts';

type Shape = readonly number[];
type State = readonly ExpectedTensor[];

const norm = (name: string, size: number): State =>
  ['weight', 'bias', 'running_mean', 'running_var'].map((part) => ({ name: `${name}.${part}`, shape: [size] }));
const conv = (name: string, ...shape: Shape): State => [{ name: `${name}.weight`, shape }];
const dense = (name: string, ...shape: Shape): State => [
  ...conv(name, ...shape),
  { name: `${name}.bias`, shape: [shape[0] ?? 0] },
];

const widths = [4, 8] as const;
const classes = 10;

/** torchvision's ResNet of basic blocks, two stages of two, as small as names need. */
export const basic: State = [
  ...conv('conv1', 4, 3, 7, 7),
  ...norm('bn1', 4),
  ...widths.flatMap((width, stage) =>
    [0, 1].flatMap((block) => {
      const [path, from] = [`layer${stage + 1}.${block}`, block === 0 ? 4 : width];
      return [
        ...conv(`${path}.conv1`, width, from, 3, 3),
        ...norm(`${path}.bn1`, width),
        ...conv(`${path}.conv2`, width, width, 3, 3),
        ...norm(`${path}.bn2`, width),
        ...(from === width
          ? []
          : [...conv(`${path}.downsample.0`, width, from, 1, 1), ...norm(`${path}.downsample.1`, width)]),
      ];
    }),
  ),
  ...dense('fc', classes, 8),
];

const bottlenecks = (
  shortcut: readonly [conv: number, norm: number],
  attention: (path: string, width: number) => State,
): State =>
  widths.flatMap((width, stage) =>
    [0, 1].flatMap((block) => {
      const [path, from] = [`layer${stage + 1}.${block}`, block > 0 ? width * 4 : stage === 0 ? 8 : 16];
      return [
        ...conv(`${path}.conv1`, width, from, 1, 1),
        ...norm(`${path}.bn1`, width),
        ...conv(`${path}.conv2`, width, width, 3, 3),
        ...norm(`${path}.bn2`, width),
        ...conv(`${path}.conv3`, width * 4, width, 1, 1),
        ...norm(`${path}.bn3`, width * 4),
        ...attention(path, width * 4),
        ...(block === 0
          ? [
              ...conv(`${path}.downsample.${shortcut[0]}`, width * 4, from, 1, 1),
              ...norm(`${path}.downsample.${shortcut[1]}`, width * 4),
            ]
          : []),
      ];
    }),
  );

/** The same of bottlenecks. */
export const bottleneck: State = [
  ...conv('conv1', 8, 3, 7, 7),
  ...norm('bn1', 8),
  ...bottlenecks([0, 1], () => []),
  ...dense('fc', classes, 32),
];

const deepStem: State = [
  ...conv('conv1.0', 4, 3, 3, 3),
  ...norm('conv1.1', 4),
  ...conv('conv1.3', 4, 4, 3, 3),
  ...norm('conv1.4', 4),
  ...conv('conv1.6', 8, 4, 3, 3),
  ...norm('bn1', 8),
];
const squeezed = (path: string, width: number): State => [
  ...dense(`${path}.se.fc1`, 2, width, 1, 1),
  ...dense(`${path}.se.fc2`, width, 2, 1, 1),
];

/** timm's of a deep stem, pooled shortcuts (numbered from the pool) and squeeze-and-excitation. */
export const deep: State = [...deepStem, ...bottlenecks([1, 2], squeezed), ...dense('fc', classes, 32)];
/** With efficient channel attention. */
export const channelAttention: State = [
  ...conv('conv1', 8, 3, 7, 7),
  ...norm('bn1', 8),
  ...bottlenecks([0, 1], (path) => conv(`${path}.se.conv`, 1, 1, 3)),
  ...dense('fc', classes, 32),
];

/** timm's resnetv2, whose stem is wider than deep ones here. */
export const preActivation: State = [
  ...conv('stem.conv', 4, 3, 3, 3),
  ...widths.flatMap((width, stage) =>
    [0, 1].flatMap((block) => {
      const [path, from] = [`stages.${stage}.blocks.${block}`, block === 0 ? 4 : width];
      return [
        ...(from === width ? [] : conv(`${path}.downsample.conv`, width, from, 1, 1)),
        ...norm(`${path}.norm1`, from),
        ...conv(`${path}.conv1`, width, from, 3, 3),
        ...norm(`${path}.norm2`, width),
        ...conv(`${path}.conv2`, width, width, 3, 3),
      ];
    }),
  ),
  ...norm('norm', 8),
  ...dense('head.fc', classes, 8, 1, 1),
];

/** Names as other code has them: each of these replacements in turn. */
export type Spelling = readonly (readonly [from: RegExp, to: string | ((...found: string[]) => string)])[];

export const spell = (state: State, spelling: Spelling): ExpectedTensor[] =>
  state.map(({ name, shape }) => ({
    name: spelling.reduce((text, [from, to]) => text.replace(from, to as string), name),
    shape,
  }));
