import {
  batchNorm,
  conv,
  identity,
  relu,
  residual,
  resnet,
  sequential,
  type BlockContext,
  type Layer,
  type Problem,
} from '@resnet-compile/dsl';
import { describe, expect, test } from 'vitest';
import { build } from '../src/index.ts';
import { knownNetworks } from './known-networks.ts';

// A listing of ResNet for PyTorch that goes around has nine mistakes. Those that TypeScript names are among the type tests
// of the DSL, and those of syntax and of names that are not there among the tests of model files. Here are the others, each in
// the place of the listing, the first block, and in one of another stage.

const convolution = (channels: number, kernel: number, options = {}): Record<string, Layer> => ({
  conv: conv(channels, { kernel, ...options }),
  bn: batchNorm(),
});
const projection = (channels: number, stride: number): Layer =>
  sequential({ conv: conv(channels, { stride }), bn: batchNorm() });

/** The block that is meant, as its parts: a bottleneck of `channels`, `channels` and four times as many. */
const parts = ({ channels, stride, shortcut }: BlockContext) => ({
  conv1: sequential(convolution(channels, 1)),
  relu1: relu(),
  conv2: sequential(convolution(channels, 3, { stride })),
  relu2: relu(),
  conv3: sequential(convolution(4 * channels, 1)),
  shortcut: shortcut(4 * channels),
});
const block = (context: BlockContext, changes: Partial<ReturnType<typeof parts>> = {}): Layer => {
  const { shortcut, ...body } = { ...parts(context), ...changes };
  return residual({ body, shortcut, activation: relu() });
};

type Mistake = (context: BlockContext) => Layer;

/** What is said where one block of the network is mistaken; the others are as they should be. */
function said(mistake: Mistake, stage: number, index: number): readonly string[] {
  const net = resnet({
    stages: [2, 2, 2],
    block: (context) => (context.stage === stage && context.index === index ? mistake(context) : block(context)),
    width: 8,
    stem: 'cifar',
    input: [3, 16, 16],
    classes: 10,
  });
  expect(net.problems).toEqual([]);
  const { problems, warnings } = build(net, { name: 'net' });
  return [...problems, ...warnings].map(({ code, path, hint }: Problem) => `${code} ${path ?? '-'}: ${hint}`);
}

describe.each<readonly [letter: string, mistake: Mistake, first: string, elsewhere: string]>([
  [
    '(a) one batch norm for all convolutions',
    (context) => {
      const bn = batchNorm();
      const { conv1, conv2, conv3, ...rest } = parts(context);
      const withOne = ({ children }: typeof conv1): typeof conv1 =>
        sequential({ conv: (children[0] ?? ['', identity()])[1], bn });
      return block(context, { ...rest, conv1: withOne(conv1), conv2: withOne(conv2), conv3: withOne(conv3) });
    },
    'RC1105 -: shared(layer) has the same in all places; where they are meant to differ, make a layer for each',
    'RC1105 -: shared(layer) has the same in all places; where they are meant to differ, make a layer for each',
  ],
  [
    '(b) a batch norm once more behind the addition',
    (context) => {
      const { shortcut, ...body } = parts(context);
      return residual({ body, shortcut, activation: { bn: batchNorm(), relu: relu() } });
    },
    "RC1106 layer1.0: leave the one behind the addition out; where it is meant (He et al. 2016, fig. 4b), it takes the place of the body's last",
    "RC1106 layer3.1: leave the one behind the addition out; where it is meant (He et al. 2016, fig. 4b), it takes the place of the body's last",
  ],
  [
    '(c) no padding',
    (context) => block(context, { conv2: sequential(convolution(context.channels, 3, { padding: 0 })) }),
    "RC1202 layer1.0: the 3×3 convolution conv2.conv has padding 0, and changes the map's size by more than its stride: leave padding out",
    "RC1202 layer3.1: the 3×3 convolution conv2.conv has padding 0, and changes the map's size by more than its stride: leave padding out",
  ],
  [
    '(d) the shortcut reads what the body gives',
    (context) => {
      const { shortcut: _, ...body } = parts(context);
      return sequential([
        sequential(body),
        residual({ body: identity(), shortcut: projection(4 * context.channels, 2), activation: relu() }),
      ]);
    },
    'RC1202 layer1.0.1: the body computes nothing, and the shortcut reads what the layers before the residual give: put those into the body',
    'RC1202 layer3.1.1: the body computes nothing, and the shortcut reads what the layers before the residual give: put those into the body',
  ],
  [
    '(d) the same, of one shape',
    (context) => {
      const { shortcut: _, ...body } = parts(context);
      return sequential([
        sequential(body),
        residual({ body: [], shortcut: projection(4 * context.channels, 1), activation: relu() }),
      ]);
    },
    'RC1106 layer1.0.1: put those layers into the body: shortcut and body read the same input',
    'RC1106 layer3.1.1: put those layers into the body: shortcut and body read the same input',
  ],
  [
    '(d) the same, the projection at the end of the body',
    (context) => {
      const { shortcut: _, ...body } = parts(context);
      return residual({ body: { ...body, down: projection(4 * context.channels, 2) }, activation: relu() });
    },
    'RC1202 layer1.0: the projection down.conv ends the body, and reads what that makes of the input: make it the shortcut, which reads the input',
    'RC1202 layer3.1: the projection down.conv ends the body, and reads what that makes of the input: make it the shortcut, which reads the input',
  ],
  [
    '(e) a projection that always strides by 2',
    (context) => block(context, { shortcut: projection(4 * context.channels, 2) }),
    'RC1202 layer1.0: the body strides by 1, its shortcut by 2: give both the same stride',
    'RC1202 layer3.1: the body strides by 1, its shortcut by 2: give both the same stride',
  ],
  [
    '(h) the channels of the middle and of the end swapped',
    (context) =>
      block(context, {
        conv1: sequential(convolution(4 * context.channels, 1)),
        conv2: sequential(convolution(4 * context.channels, 3)),
        conv3: sequential(convolution(context.channels, 1)),
      }),
    'RC1202 layer1.0: the middle of the body has the 32 channels of its shortcut, and its end 8: are the two swapped?',
    'RC1202 layer3.1: the middle of the body has the 128 channels of its identity, and its end 32: are the two swapped?',
  ],
])('%s', (_, mistake, first, elsewhere) => {
  test('in the first block', () => expect(said(mistake, 0, 0)).toEqual([first]));
  test('in the last', () => expect(said(mistake, 2, 1)).toEqual([elsewhere]));
});

test('the block that is meant: nothing', () => expect(said(block, 0, 0)).toEqual([]));

test('nor of any network that was published', () => {
  for (const { name, network } of knownNetworks) expect(build(network, { name: 'net' }).warnings, name).toEqual([]);
});

test('strides that differ, and channels as well: both are said; of two directions, each', () => {
  const shortcut = conv(7, { stride: 2 });
  const body = conv(9, { kernel: 3, stride: [2, 1] });
  const { problems } = build(
    resnet({ stages: [1], block: () => residual({ body, shortcut }), stem: 'cifar', input: [3, 16, 16] }),
    { name: 'net' },
  );
  expect(problems.map(({ hint }) => hint)).toEqual([
    'the body strides by 2×1, its shortcut by 2: give both the same stride; make both end with 9 channels, or both with 7',
  ]);
});
