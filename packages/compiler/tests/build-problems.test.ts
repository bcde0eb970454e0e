import { basename } from 'node:path';
import {
  averagePool,
  batchNorm,
  channelConv,
  concatenate,
  conv,
  dense,
  evoNormS0,
  filterResponseNorm,
  flatten,
  groupNorm,
  globalAveragePool,
  identity,
  maxPool,
  network,
  pad,
  normalize,
  product,
  relu,
  residual,
  resnet,
  select,
  sequential,
  split,
  subsample,
  type InputShape,
  type Layer,
  type Problem,
} from '@resnet-compile/dsl';
import { describe, expect, it } from 'vitest';
import { build, compile } from '../src/index.ts';
import { haloTarget } from './targets.ts';

const head = { pool: globalAveragePool(), fc: dense(5) };
const built = (input: InputShape, layers: Readonly<Record<string, Layer>>): Problem => {
  const { graph, problems } = build(network({ input }, layers), { name: 'net' });
  expect(graph).toBeUndefined();
  expect(problems).toHaveLength(1);
  return problems[0]!;
};
const show = ({ code, path, message, hint }: Problem): string =>
  `${code} ${path ?? '-'}: ${message}${hint === undefined ? '' : ` → ${hint}`}`;

/** The layer that is to blame, and the network's layers around it. */
type Case = readonly [
  expected: string,
  blamed: Layer,
  around: (blamed: Layer) => Readonly<Record<string, Layer>>,
  input?: InputShape,
];
const conv3 = (channels: number): Layer => conv(channels, { kernel: 3 });
const body = (blamed: Layer): Readonly<Record<string, Layer>> => ({
  stage: sequential({ one: conv3(4), two: blamed }),
  ...head,
});

const cases: readonly Case[] = [
  [
    'RC1202 stage.two: the two sides of a residual differ in shape: its body gives N×8×7×9, its identity N×4×7×9 → give it a shortcut, e.g. conv(8) and batchNorm()',
    residual({ body: conv3(8) }),
    body,
  ],
  [
    'RC1202 stage.two: the two sides of a residual differ in shape: its body gives N×4×4×5, its identity N×4×7×9 → give it a shortcut, e.g. conv(4, { stride: 2 }) and batchNorm()',
    residual({ body: conv(4, { kernel: 3, stride: 2 }) }),
    body,
  ],
  [
    'RC1202 stage.two: the two sides of a residual differ in shape: its body gives N×6×3×9, its identity N×4×7×9 → give it a shortcut, e.g. conv(6, { stride: [3, 1] }) and batchNorm()',
    residual({ body: conv(6, { kernel: 3, stride: [3, 1] }) }),
    body,
  ],
  [
    "RC1202 stage.two: the two sides of a residual differ in shape: its body gives N×4×5×7, its identity N×4×7×9 → the 3×3 convolution has padding 0, and changes the map's size by more than its stride: leave padding out",
    residual({ body: conv(4, { kernel: 3, padding: 0 }) }),
    body,
  ],
  [
    "RC1202 stage.two: the two sides of a residual differ in shape: its body gives N×4×8×10, its identity N×4×7×9 → the 2×2 convolution changes the map's size by more than its stride: give it an odd kernel",
    residual({ body: conv(4, { kernel: 2 }) }),
    body,
  ],
  [
    'RC1202 stage.two: the two sides of a residual differ in shape: its body gives N×4×4×5, its shortcut N×4×7×9 → the body strides by 2, its shortcut by 1: give both the same stride',
    residual({ body: conv(4, { stride: 2 }), shortcut: conv(4) }),
    body,
  ],
  [
    'RC1202 stage.two: the two sides of a residual differ in shape: its body gives N×4, its identity N×4×7×9 → make both a map, or both a vector',
    residual({ body: [globalAveragePool(), flatten()] }),
    body,
  ],
  [
    'RC1201 stage.two: a convolution from 4 to 6 channels cannot be divided into 3 groups → both channel counts must be multiples of groups = 3',
    conv(6, { groups: 3 }),
    body,
  ],
  [
    'RC1201 stage.two: a convolution from 4 to 6 channels cannot be divided into 4 groups → both channel counts must be multiples of groups = 4',
    conv(6, { groups: 4 }),
    body,
  ],
  [
    'RC1201 stage.two: 4 channels cannot be shared out to 2 branches in 3 equal shares → make the channels a multiple of 3',
    split([conv(4), relu()], { shares: [2, 1] }),
    body,
  ],
  [
    'RC1201 stage.two: the weights of a selection are N×4×1×1; expected N×8×1×1, for 2 branches of 4 channels → let their layers begin with globalAveragePool() and end with a convolution to so many channels',
    select({ branches: [relu(), identity()], weights: globalAveragePool() }),
    body,
  ],
  [
    'RC1201 stage.two: a selection of 4 channels cannot be divided into 3 groups → make the channels a multiple of the groups',
    select({ branches: [relu()], weights: globalAveragePool(), groups: 3 }),
    body,
  ],
  [
    'RC1203 stage.two: a 8×8 window (padding 0×0) does not fit into a 7×9 map → give the network a larger input, or fewer strides',
    conv(6, { kernel: 8, padding: 0 }),
    body,
  ],
  [
    'RC1203 stage.two: a 2×2 window (padding 0×0) does not fit into a 1×1 map → give the network a larger input, or fewer strides',
    maxPool({ kernel: 2 }),
    body,
    [3, 1, 1],
  ],
  [
    'RC1201 stage.two: a pooling window of 3×3 cannot have padding 2×2 → use at most half of the window',
    averagePool({ kernel: 3, padding: 2 }),
    body,
  ],
  [
    'RC1201 stage.two: a reflection of [0, 9, 0, 0] pixels does not fit into a 7×9 map → pad by fewer pixels on each side than the map has',
    pad([0, 9, 0, 0], { mode: 'reflection' }),
    body,
  ],
  [
    'RC1201 stage.two: normalize is for 3 channels, its input is N×4×7×9 → give it one mean and one standard deviation per channel',
    normalize({ mean: [0, 0, 0], std: [1, 1, 1] }),
    body,
  ],
  [
    'RC1201 stage.two: the maps to concatenate differ in size: 7×9 and 4×5',
    concatenate([identity(), conv(2, { stride: 2 })]),
    body,
  ],
  [
    'RC1201 stage.two: the sides of a sum or product differ: N×4×7×1 is repeated over columns alone in N×4×7×9 → make their maps alike, or let one have a single pixel: globalAveragePool()',
    product([identity(), averagePool({ kernel: [1, 9], padding: 0 })]),
    body,
  ],
  [
    'RC1201 stage.two: the sides of a sum or product differ: N×1×1×9 is repeated over rows alone in N×4×7×9 → make their maps alike, or let one have a single pixel: globalAveragePool()',
    product([conv(1, { kernel: [7, 1], padding: 0 }), identity()]),
    body,
  ],
  [
    'RC1201 stage.two: a dense layer needs a map of N×C×1×1, found N×4×7×9 → put globalAveragePool() before it',
    dense(3),
    body,
  ],
  ...[groupNorm({ groups: 3 }), evoNormS0({ groups: 3 })].map((norm): Case => [
    'RC1201 stage.two: 4 channels cannot be divided into 3 groups → the channels must be a multiple of groups = 3',
    norm,
    body,
  ]),
  [
    'RC1201 stage.two: a convolution along the channels needs a map of N×C×1×1, found N×4×7×9 → put globalAveragePool() before it',
    channelConv({ kernel: 3 }),
    body,
  ],
  [
    'RC1201 stage.two: flatten needs a map of N×C×1×1, found N×4×7×9 → put globalAveragePool() before it',
    flatten(),
    body,
  ],
  [
    'RC1201 last: expected a map of N×C×H×W, found N×5 → move this layer before the pooling or the dense layer that flattens',
    filterResponseNorm(),
    (blamed) => ({ ...head, last: blamed }),
  ],
  [
    'RC1201 last: expected a map of N×C×H×W, found N×5 → move this layer before the pooling or the dense layer that flattens',
    subsample(2),
    (blamed) => ({ ...head, last: blamed }),
  ],
  [
    'RC1103 block.0: two layers have a parameter named block.0.weight → name them apart: the parts of a residual share the names of its block',
    conv3(4),
    (blamed) => ({ conv: conv3(4), block: residual({ preactivation: [batchNorm()], body: [blamed] }), ...head }),
  ],
];

describe('a mistake is reported at its layer', () => {
  it.each(cases.map(([expected, ...rest]) => [expected, rest] as const))(
    '%s',
    (expected, [blamed, around, input = [3, 7, 9]]) => {
      const problem = built(input, around(blamed));
      expect(show(problem)).toBe(expected);
      expect(problem.position).toEqual(blamed.position);
      expect(problem.position!.file).toMatch(/build-problems\.test\.ts(\?|$)/);
    },
  );
});

describe('an output that is no N×classes is reported at the network', () => {
  it.each<readonly [string, readonly Layer[]]>([
    [
      "RC1201 -: the network's output is N×3×7×9; expected N×classes → end it with globalAveragePool() and dense(classes)",
      [relu()],
    ],
    [
      "RC1201 -: the network's output is N×3×7×9; expected N×classes → end it with globalAveragePool() and dense(classes)",
      [],
    ],
    [
      "RC1201 -: the network's output is N×3×1×1; expected N×classes → end it with dense(classes), or with flatten() where its channels are the classes",
      [globalAveragePool()],
    ],
  ])('%s', (expected, layers) => {
    const net = network({ input: [3, 7, 9] }, layers);
    const { graph, problems } = build(net, { name: 'net' });
    expect([graph, ...problems.map(show)]).toEqual([undefined, expected]);
    expect(problems[0]!.position).toEqual(net.position);
  });
});

it('in a network by options, at the call that the user wrote', () => {
  const net = resnet({
    stages: [1, 1, 1],
    block: () => conv(3, { kernel: 3, padding: 0, stride: 2 }),
    stem: 'cifar',
    width: 4,
    input: [1, 8, 8],
    classes: 2,
  });
  const { problems } = build(net, { name: 'net' });
  expect(problems.map(show)).toEqual([
    'RC1203 layer3.0: a 3×3 window (padding 0×0) does not fit into a 1×1 map → give the network a larger input, or fewer strides',
  ]);
});

it('ResNet-50 takes any input from one pixel on', () => {
  expect(
    build(resnet({ stages: [3, 4, 6, 3], block: 'bottleneck', input: [3, 1, 1] }), { name: 'net' }).problems,
  ).toEqual([]);
});

it('compile hands the problems on, and names files as it is told', () => {
  expect(compile(network({ input: [3, 7, 9] }, [relu()]), { name: 'net', target: haloTarget })).toEqual({
    problems: [expect.objectContaining({ code: 'RC1201' })],
  });
  const { graph } = build(network({ input: [3, 7, 9] }, head), {
    name: 'net',
    positionFile: (file) => `a/${basename(new URL(file).pathname)}`,
  });
  expect(graph!.output.origin).toEqual({
    path: 'fc',
    file: 'a/build-problems.test.ts',
    line: head.fc.position!.line,
    column: head.fc.position!.column,
  });
});
