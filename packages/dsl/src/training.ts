import { boolean, kind, number, oneOf, required, shown, type Kind, type Kinds } from '@resnet-compile/options';
import { isNetwork, makeNetwork } from './brand.ts';
import { checkOptions, withDefaults } from './check-options.ts';
import { arrayOf, integerFrom, positiveNumber } from './kinds.ts';
import type { Network } from './network-description.ts';
import type { Problem } from './problem.ts';
import { callerPosition } from './source-position.ts';

interface Declared {
  /** What is wrong with the call's arguments; none where it is right. */
  readonly problems: readonly Problem[];
}

/** What decays: all parameters, as PyTorch does unless told otherwise, or tensors of two or more dimensions alone. */
export type Decay = 'all' | 'weights';

/** The loss that `crossEntropy` declares. */
export interface CrossEntropy extends Declared {
  /** Made by `crossEntropy`. */
  readonly kind: 'crossEntropy';
  /** ε, 0 to 1: the share of a label that is spread over all classes; 0. */
  readonly labelSmoothing: number;
}
/** The optimiser that `sgd` declares. */
export interface Sgd extends Declared {
  /** Made by `sgd`. */
  readonly kind: 'sgd';
  /** μ of v = μv + g, 0 to 1; 0.9. */
  readonly momentum: number;
  /** Whether the step looks ahead: p −= rate·(g + μv) (Nesterov, as in PyTorch); false. */
  readonly nesterov: boolean;
  /** λ of g + λp, at least 0; 1e-4. */
  readonly weightDecay: number;
  /** What decays; `'all'`. */
  readonly decay: Decay;
}
/** The optimiser that `adamW` declares. */
export interface AdamW extends Declared {
  /** Made by `adamW`. */
  readonly kind: 'adamW';
  /** Decay of the running means of the gradients and of their squares, from 0 to below 1; [0.9, 0.999]. */
  readonly betas: readonly [number, number];
  /** Added to the root of the mean square; 1e-8. */
  readonly epsilon: number;
  /** λ of p −= rate·λ·p, at least 0; 1e-2. */
  readonly weightDecay: number;
  /** What decays; `'all'`. */
  readonly decay: Decay;
}

/** An exponential moving average of a network in training: after each step, decay·average + (1 − decay)·present. */
export interface MovingAverage {
  /** 0 to 1: what stays of the average, e.g. 0.999. */
  readonly decay: number;
  /**
   * What the average begins as: what the first step has made, as in torch.optim.swa_utils.AveragedModel, or what was there
   * before it, as in timm's ModelEmaV2. `'first update'`.
   */
  readonly from?: 'first update' | 'initial parameters';
  /** Whether less stays in the first steps t, the smaller of the decay and (1 + t)/(10 + t), as in TensorFlow; false. */
  readonly warmUp?: boolean;
  /**
   * How the average comes by running statistics. They are averaged like the parameters (`use_buffers` of AveragedModel);
   * unless this is all, `train` estimates them on training data before it evaluates (`update_bn`). `'estimated'`.
   */
  readonly statistics?: 'estimated' | 'averaged';
}

/** How a network is trained: what `--train` compiles. The learning rate is an argument of every step. */
export interface TrainingOptions {
  /** `crossEntropy()` by default, without label smoothing. */
  readonly loss?: CrossEntropy;
  /** SGD with momentum 0.9 and weight decay 1e-4 on all parameters by default, as in the papers. */
  readonly optimizer?: Sgd | AdamW;
  /** Largest global norm of the gradients, as torch.nn.utils.clip_grad_norm_. */
  readonly clipNorm?: number;
  /** Equal parts into which each batch is cut, one after the other, to need less memory; gradients are averaged. */
  readonly accumulate?: number;
  /** An exponential moving average of parameters and running statistics, or its decay alone, e.g. 0.999. */
  readonly ema?: number | MovingAverage;
  /** Of convolutions: N(0, √(2/fan)) (He et al. 2015); `'fan-out'` by default, as in torchvision. */
  readonly initialization?: 'fan-out' | 'fan-in';
  /**
   * Begin with γ = 0 in the batch norm that ends a residual's body, so that blocks are identities at first (Goyal et al. 2017); a
   * body that ends otherwise, as those of `'v2'`, is left as it is.
   */
  readonly zeroGamma?: boolean;
}

/** A network with the step that trains it. */
export interface TrainedNetwork extends Network {
  /** The declaration; loss, optimiser and average filled in. */
  readonly training: Required<Pick<TrainingOptions, 'loss' | 'optimizer'>> &
    Pick<TrainingOptions, 'clipNorm' | 'accumulate' | 'initialization' | 'zeroGamma'> & {
      /** Not there where no average is declared. */
      readonly ema?: Required<MovingAverage>;
    };
}

const decay = oneOf(['all', 'weights']);
const weightDecay = number(0);
/** With 1, the correction of the first steps would divide by zero. */
const below1 = kind('a number from 0 to below 1', (value) => typeof value === 'number' && value >= 0 && value < 1);

/** Mean over the batch of −Σ t·log softmax, with t = (1 − ε)·target + ε/classes (as PyTorch smooths labels). */
export function crossEntropy(options: Partial<Pick<CrossEntropy, 'labelSmoothing'>> = {}): CrossEntropy {
  const problems = checkOptions('crossEntropy', options, { labelSmoothing: number(0, 1) }, callerPosition());
  return { kind: 'crossEntropy', labelSmoothing: problems.length ? 0 : (options.labelSmoothing ?? 0), problems };
}

/** Stochastic gradient descent as torch.optim.SGD: g + λp, v = μv + g, p −= rate·v. */
export function sgd(options: Partial<Omit<Sgd, 'kind' | 'problems'>> = {}): Sgd {
  const problems = checkOptions(
    'sgd',
    options,
    { momentum: number(0, 1), nesterov: boolean, weightDecay, decay },
    callerPosition(),
  );
  return {
    ...withDefaults(
      { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 1e-4, decay: 'all' },
      problems.length ? {} : options,
    ),
    problems,
  };
}

/** Adam with decoupled weight decay as torch.optim.AdamW (Loshchilov and Hutter 2017). */
export function adamW(options: Partial<Omit<AdamW, 'kind' | 'problems'>> = {}): AdamW {
  const problems = checkOptions(
    'adamW',
    options,
    { betas: arrayOf(below1, 'two numbers from 0 to below 1', 2), epsilon: positiveNumber, weightDecay, decay },
    callerPosition(),
  );
  const made = withDefaults(
    { kind: 'adamW', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 1e-2, decay: 'all' },
    problems.length ? {} : options,
  );
  const [ofMeans, ofSquares] = made.betas;
  return { ...made, betas: [ofMeans, ofSquares], problems };
}

const made = (by: readonly string[], expected: string): Kind =>
  kind(
    expected,
    (value) => typeof value === 'object' && value !== null && by.includes((value as { kind?: string }).kind ?? ''),
  );

const averageKinds: Kinds<MovingAverage> = {
  decay: required(number(0, 1)),
  from: oneOf(['first update', 'initial parameters']),
  warmUp: boolean,
  statistics: oneOf(['estimated', 'averaged']),
};
const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const kinds: Kinds<TrainingOptions> = {
  loss: made(['crossEntropy'], 'crossEntropy({ … })'),
  optimizer: made(['sgd', 'adamW'], 'sgd({ … }) or adamW({ … })'),
  clipNorm: positiveNumber,
  accumulate: integerFrom(1),
  // What an object has is checked besides.
  ema: kind(
    'a number from 0 to 1, or { decay, from, warmUp, statistics }',
    (value) => averageKinds.decay.holds(value) || isPlain(value),
  ),
  initialization: oneOf(['fan-out', 'fan-in']),
  zeroGamma: boolean,
};

/**
 * Declares the training step of a network. Without `--train`, its network is compiled.
 *
 * @example
 * ```ts
 * training(cifarResnet(20), { optimizer: sgd({ nesterov: true }), loss: crossEntropy({ labelSmoothing: 0.1 }) });
 * ```
 */
export function training(network: Network, options: TrainingOptions = {}): TrainedNetwork {
  const position = callerPosition();
  const at = position ? { position } : {};
  if (!isNetwork(network)) {
    const problem: Problem = {
      code: 'RC1104',
      message: `training: found ${shown(network)}; expected a network`,
      ...at,
    };
    return makeNetwork({ ...emptyNetwork, problems: [problem], ...at } as Network) as TrainedNetwork;
  }
  const ema: unknown = (options as TrainingOptions | null)?.ema;
  const wrong = [
    ...checkOptions('training', options, kinds, position),
    ...(isPlain(ema)
      ? checkOptions('training: ema', ema as MovingAverage, averageKinds, position).map((problem) => ({
          ...problem,
          option: 'ema',
        }))
      : []),
  ];
  const { loss = crossEntropy(), optimizer = sgd(), ema: average, ...rest } = wrong.length ? {} : options;
  const problems = [...network.problems, ...wrong, ...loss.problems, ...optimizer.problems];
  return makeNetwork({
    ...network,
    problems,
    training: { loss, optimizer, ...rest, ...(average === undefined ? {} : { ema: averageOf(average) }) },
  } as TrainedNetwork) as TrainedNetwork;
}

const averageOf = (ema: number | MovingAverage): Required<MovingAverage> => {
  const {
    decay,
    from = 'first update',
    warmUp = false,
    statistics = 'estimated',
  } = typeof ema === 'number' ? { decay: ema } : ema;
  return { decay, from, warmUp, statistics };
};

const emptyNetwork = { kind: 'network', input: [3, 224, 224], body: { kind: 'identity', problems: [] } } as const;
