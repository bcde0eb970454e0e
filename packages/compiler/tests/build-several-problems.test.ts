import {
  averagePool,
  batchNorm,
  concatenate,
  conv,
  crossEntropy,
  dense,
  filterResponseNorm,
  flatten,
  globalAveragePool,
  identity,
  maxPool,
  network,
  normalize,
  padChannels,
  relu,
  residual,
  resnet,
  sequential,
  sgd,
  subsample,
  training,
  type Layer,
  type Network,
} from '@resnet-compile/dsl';
import { describe, expect, it } from 'vitest';
import { build } from '../src/index.ts';

const wrong = (options: object): never => options as never;
const head = { pool: globalAveragePool(), fc: dense(5) };
const problemsOf = (net: Network): readonly string[] => {
  const { graph, problems } = build(net, { name: 'net' });
  expect(graph).toBeUndefined();
  return problems.map(
    ({ code, path, message, hint }) => `${code} ${path ?? '-'}: ${message}${hint === undefined ? '' : ` → ${hint}`}`,
  );
};
const behind = (...layers: readonly Layer[]): readonly string[] => problemsOf(network({ input: [3, 8, 8] }, layers));

const misspelt = conv(8, wrong({ kernal: 3 }));
const noShortcut = residual({ body: conv(16) });

describe('several mistakes in shapes', () => {
  it('one after the other, and those of branches', () => {
    expect(
      behind(
        conv(9, { groups: 2 }),
        residual({ body: conv(10), shortcut: [conv(7, { groups: 2 }), maxPool({ kernel: 20 })] }),
        ...Object.values(head),
      ),
    ).toEqual([
      'RC1201 0: a convolution from 3 to 9 channels cannot be divided into 2 groups → both channel counts must be multiples of groups = 2',
      'RC1201 1.downsample.0: a convolution from 9 to 7 channels cannot be divided into 2 groups → both channel counts must be multiples of groups = 2',
      'RC1202 1: the two sides of a residual differ in shape: its body gives N×10×?×?, its shortcut N×7×?×? → make both end with 10 channels, or both with 7',
    ]);
  });

  it('a call that builds every block is to blame once', () => {
    expect(
      problemsOf(
        resnet({
          stages: [1, 1, 1],
          stem: 'cifar',
          width: 8,
          input: [3, 8, 8],
          classes: 2,
          block: ({ channels, stride }) => residual({ body: conv(channels + 1, { kernel: 3, stride }) }),
        }),
      ),
    ).toEqual([
      'RC1202 layer1.0: the two sides of a residual differ in shape: its body gives N×9×8×8, its identity N×8×8×8 → give it a shortcut, e.g. conv(9) and batchNorm()',
    ]);
  });

  it('no mistake is reported that another may have caused', () => {
    expect(
      behind(
        noShortcut,
        residual({ body: conv(7), shortcut: conv(7) }),
        residual({ body: conv(7) }),
        ...Object.values(head),
      ),
    ).toHaveLength(1);
    expect(behind(maxPool({ kernel: 20 }), maxPool({ kernel: 20 }), ...Object.values(head))).toHaveLength(1);
    expect(behind(dense(3), globalAveragePool(), batchNorm(), flatten())).toHaveLength(1);
  });
});

describe('behind a mistake that the DSL has found', () => {
  it.each<readonly [string, readonly Layer[], readonly string[]]>([
    [
      'a convolution keeps its channels',
      [misspelt, noShortcut],
      [
        'RC1202 1: the two sides of a residual differ in shape: its body gives N×16×?×?, its identity N×8×?×? → give it a shortcut that ends as its body does',
      ],
    ],
    [
      'channels that are wrong are unknown',
      [conv(0), noShortcut, conv(0), conv(6, { groups: 4 }), conv(0), batchNorm(), normalize({ mean: [0], std: [1] })],
      [],
    ],
    [
      'whatever else it says',
      [
        misspelt,
        residual({ body: conv(8, { stride: 2 }) }),
        averagePool({ kernel: 9 }),
        subsample(2),
        padChannels({ after: 1 }),
        relu(),
        ...Object.values(head),
      ],
      [],
    ],
    [
      'channels are counted on',
      [misspelt, padChannels({ before: 1, after: 2 }), conv(4, { groups: 2 })],
      [
        'RC1201 2: a convolution from 11 to 4 channels cannot be divided into 2 groups → both channel counts must be multiples of groups = 2',
        'the output',
      ],
    ],
    [
      'a vector is known to be one',
      [misspelt, globalAveragePool(), dense(4), filterResponseNorm()],
      [
        'RC1201 3: expected a map of N×C×H×W, found N×4 → move this layer before the pooling or the dense layer that flattens',
      ],
    ],
    [
      'features that are wrong are unknown',
      [globalAveragePool(), dense(-1), maxPool({ kernel: 2 })],
      [
        'RC1201 2: expected a map of N×C×H×W, found N×? → move this layer before the pooling or the dense layer that flattens',
      ],
    ],
    [
      'one extent is enough',
      [maxPool(wrong({ kernel: 2, strid: 2 })), globalAveragePool(), maxPool({ kernel: 2 })],
      [
        'RC1203 2: a 2×2 window (padding 0×0) does not fit into a 1×1 map → give the network a larger input, or fewer strides',
      ],
    ],
    ['a child that is no layer', [sequential([conv(8), relu as never]), noShortcut, dense(3)], []],
    ['an option of a residual', [residual(wrong({ body: conv(16), shortcutt: conv(16) })), noShortcut], []],
    [
      'branches',
      [concatenate([misspelt, residual({ body: conv(4) })]), noShortcut],
      [
        'RC1202 0.1: the two sides of a residual differ in shape: its body gives N×4×8×8, its identity N×3×8×8 → give it a shortcut, e.g. conv(4) and batchNorm()',
      ],
    ],
    [
      'layers that change no shape',
      [batchNorm(wrong({ eps: 1 })), identity(), normalize({ mean: [0], std: [1] })],
      [
        'RC1201 2: normalize is for 1 channels, its input is N×3×8×8 → give it one mean and one standard deviation per channel',
      ],
    ],
  ])('%s', (_, layers, expected) => {
    const found = behind(...layers);
    expect(found.filter((line) => !line.includes("the network's output"))).toEqual(
      expected.filter((line) => line !== 'the output'),
    );
  });

  it('an output that is a map, whatever its size', () => {
    expect(behind(misspelt)).toEqual([
      "RC1201 -: the network's output is N×8×?×?; expected N×classes → end it with globalAveragePool() and dense(classes)",
    ]);
  });

  it('an input that is wrong leaves the channels of layers', () => {
    expect(
      problemsOf(network({ input: [3, 8] as never }, [conv(8), residual({ body: conv(6) }), ...Object.values(head)])),
    ).toHaveLength(1);
  });

  it('an option of a network that is built by options: its shapes are not what is meant', () => {
    expect(
      problemsOf(resnet(wrong({ stages: [1], widht: 8, input: [3, 1, 1], block: () => maxPool({ kernel: 9 }) }))),
    ).toEqual([]);
  });

  it('a training step has nothing to do with shapes', () => {
    const net = network({ input: [3, 8, 8] }, [noShortcut, ...Object.values(head)]);
    expect(
      problemsOf(training(net, { loss: crossEntropy(wrong({ smooth: 1 })), optimizer: sgd(wrong({ momentum: 7 })) })),
    ).toHaveLength(1);
  });
});
