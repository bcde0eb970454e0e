import { describe, expect, test } from 'vitest';
import {
  adamW,
  binaryCrossEntropy,
  cifarResnet,
  conv,
  crossEntropy,
  isNetwork,
  resnet,
  rmsProp,
  sgd,
  training,
  type Network,
} from '../src/index.ts';

const net = cifarResnet(20);
const never = (value: unknown): never => value as never;
const without = (declared: object): object =>
  Object.fromEntries(Object.entries(declared).filter(([name]) => name !== 'problems'));

describe('what is declared', () => {
  test('nothing: what a user of residual networks expects', () => {
    const {
      training: { loss, optimizer, ...rest },
      problems,
    } = training(net);
    expect([without(loss), without(optimizer), rest, problems]).toEqual([
      { kind: 'crossEntropy', labelSmoothing: 0 },
      { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 1e-4, decay: 'all' },
      {},
      [],
    ]);
  });
  test('everything', () => {
    const {
      training: { loss, optimizer, ...rest },
      problems,
    } = training(net, {
      loss: crossEntropy({ labelSmoothing: 0.1 }),
      optimizer: adamW({ betas: [0.8, 0.99], decay: 'weights' }),
      clipNorm: 1,
      accumulate: 4,
      ema: 0.999,
    });
    expect([without(loss), without(optimizer), rest, problems]).toEqual([
      { kind: 'crossEntropy', labelSmoothing: 0.1 },
      { kind: 'adamW', betas: [0.8, 0.99], epsilon: 1e-8, weightDecay: 1e-2, decay: 'weights' },
      {
        clipNorm: 1,
        accumulate: 4,
        ema: { decay: 0.999, from: 'first update', warmUp: false, statistics: 'estimated' },
      },
      [],
    ]);
  });
  test("RMSprop, by PyTorch's defaults", () => {
    const { optimizer, loss: _ } = training(net, { optimizer: rmsProp() }).training;
    expect(without(optimizer)).toEqual({
      kind: 'rmsProp',
      alpha: 0.99,
      epsilon: 1e-8,
      momentum: 0,
      centered: false,
      weightDecay: 0,
      decay: 'all',
    });
  });
  test('is a network still, with the layers of the one that is given, which stays as it was', () => {
    const trained = training(net);
    expect([isNetwork(trained), trained.body, trained.input, 'training' in net]).toEqual([
      true,
      net.body,
      net.input,
      false,
    ]);
    expect(Object.isFrozen(trained)).toBe(true);
  });
  test('twice: the last holds', () =>
    expect(training(training(net, { ema: 0.5, clipNorm: 2 }), { ema: 0.9 }).training).toMatchObject({
      ema: { decay: 0.9 },
    }));
  test('an average of its own', () =>
    expect(
      training(net, { ema: { decay: 0.9, from: 'initial parameters', warmUp: true, statistics: 'averaged' } }).training
        .ema,
    ).toEqual({ decay: 0.9, from: 'initial parameters', warmUp: true, statistics: 'averaged' }));
});

const decays = "expected 'all' or 'weights'";
test.each<[Network, ...string[]]>([
  [
    training(net, never({ optimiser: sgd() })),
    'RC1101 training: there is no option "optimiser" → did you mean optimizer?',
  ],
  [
    training(net, never({ learningRate: 0.1 })),
    'RC1101 training: there is no option "learningRate" → the options are loss, optimizer, clipNorm, accumulate, ema, freeze, rates, decays, gradients, initialization, zeroGamma',
  ],
  [training(net, never(3)), 'RC1102 training: the options are 3; expected an object'],
  [training(net, never(null)), 'RC1102 training: the options are null; expected an object'],
  [
    training(net, { optimizer: never('sgd') }),
    'RC1102 training: option optimizer is "sgd"; expected adamW({ … }), rmsProp({ … }) or sgd({ … })',
  ],
  [
    training(net, { optimizer: never(sgd) }),
    'RC1102 training: option optimizer is a function; expected adamW({ … }), rmsProp({ … }) or sgd({ … })',
  ],
  [
    training(net, { optimizer: never(crossEntropy()) }),
    'RC1102 training: option optimizer is {"kind":"crossEntropy","labelSmoothing":0,"problems":[]}; expected adamW({ … }), rmsProp({ … }) or sgd({ … })',
  ],
  [
    training(net, { loss: never(null) }),
    'RC1102 training: option loss is null; expected binaryCrossEntropy({ … }) or crossEntropy({ … })',
  ],
  [
    training(net, { loss: binaryCrossEntropy({ labelSmoothing: 2 }) }),
    'RC1102 binaryCrossEntropy: option labelSmoothing is 2; expected a number from 0 to 1',
  ],
  [training(net, { clipNorm: 0 }), 'RC1102 training: option clipNorm is 0; expected a positive number'],
  [training(net, { clipNorm: Infinity }), 'RC1102 training: option clipNorm is Infinity; expected a positive number'],
  [training(net, { accumulate: 1.5 }), 'RC1102 training: option accumulate is 1.5; expected a positive integer'],
  [
    training(net, { ema: 2 }),
    'RC1102 training: option ema is 2; expected a number from 0 to 1, or { decay, from, warmUp, statistics }',
  ],
  [training(net, { ema: never({}) }), 'RC1102 training: ema: option decay is missing; expected a number from 0 to 1'],
  [
    training(net, { ema: never({ decay: 0.9, form: 'first update' }) }),
    'RC1101 training: ema: there is no option "form" → did you mean from?',
  ],
  [
    training(net, { ema: never({ decay: 1.5, from: 'first updates', statistics: 1 }) }),
    'RC1102 training: ema: option decay is 1.5; expected a number from 0 to 1',
    "RC1102 training: ema: option from is \"first updates\"; expected 'first update' or 'initial parameters' → did you mean 'first update'?",
    "RC1102 training: ema: option statistics is 1; expected 'estimated' or 'averaged'",
  ],
  [
    training(net, { ema: never([0.9]) }),
    'RC1102 training: option ema is [0.9]; expected a number from 0 to 1, or { decay, from, warmUp, statistics }',
  ],
  [
    training(net, { ema: NaN, accumulate: 0 }),
    'RC1102 training: option ema is NaN; expected a number from 0 to 1, or { decay, from, warmUp, statistics }',
    'RC1102 training: option accumulate is 0; expected a positive integer',
  ],
  [
    training(net, { optimizer: rmsProp({ alpha: 1 }) }),
    'RC1102 rmsProp: option alpha is 1; expected a number from 0 to below 1',
  ],
  [
    training(net, { optimizer: sgd({ momentum: -1 }) }),
    'RC1102 sgd: option momentum is -1; expected a number from 0 to 1',
  ],
  [
    training(net, { optimizer: sgd({ nesterov: never(1) }) }),
    'RC1102 sgd: option nesterov is 1; expected true or false',
  ],
  [
    training(net, { optimizer: sgd({ weightDecay: -1e-4 }) }),
    'RC1102 sgd: option weightDecay is -0.0001; expected a number of at least 0',
  ],
  [
    training(net, { optimizer: sgd({ weightDecay: Infinity }) }),
    'RC1102 sgd: option weightDecay is Infinity; expected a number of at least 0',
  ],
  [
    training(net, { optimizer: sgd({ decay: never('weight') }) }),
    `RC1102 sgd: option decay is "weight"; ${decays} → did you mean 'weights'?`,
  ],
  [
    training(net, { optimizer: sgd(never({ lr: 0.1 })) }),
    'RC1101 sgd: there is no option "lr" → the options are momentum, nesterov, weightDecay, decay',
  ],
  [
    training(net, { optimizer: adamW({ betas: never([0.9]) }) }),
    'RC1102 adamW: option betas is [0.9]; expected two numbers from 0 to below 1',
  ],
  [
    training(net, { optimizer: adamW({ betas: [0.9, 1] }) }),
    'RC1102 adamW: option betas is [0.9,1]; expected two numbers from 0 to below 1',
  ],
  [
    training(net, { optimizer: adamW({ epsilon: 0 }) }),
    'RC1102 adamW: option epsilon is 0; expected a positive number',
  ],
  [
    training(net, { optimizer: adamW(never({ momentum: 0.9 })) }),
    'RC1101 adamW: there is no option "momentum" → the options are betas, epsilon, weightDecay, decay',
  ],
  [
    training(net, { loss: crossEntropy({ labelSmoothing: 1.5 }) }),
    'RC1102 crossEntropy: option labelSmoothing is 1.5; expected a number from 0 to 1',
  ],
  [
    training(net, { loss: crossEntropy({ labelSmoothing: 2 }), optimizer: sgd({ momentum: 2 }) }),
    'RC1102 crossEntropy: option labelSmoothing is 2; expected a number from 0 to 1',
    'RC1102 sgd: option momentum is 2; expected a number from 0 to 1',
  ],
  [training(never(conv(3))), 'RC1104 training: found a conv layer; expected a network'],
  [training(never(undefined), { ema: 0.9 }), 'RC1104 training: found undefined; expected a network'],
  [
    training(resnet(never({ stages: [1], widht: 8 })), { ema: 5 }),
    'RC1101 resnet: there is no option "widht" → did you mean width?',
    'RC1102 training: option ema is 5; expected a number from 0 to 1, or { decay, from, warmUp, statistics }',
  ],
])('mistake %#', ({ problems }, ...expected) => {
  expect(problems.map(({ code, message, hint }) => `${code} ${message}${hint ? ` → ${hint}` : ''}`)).toEqual(expected);
});
