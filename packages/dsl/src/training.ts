import {
  boolean,
  kind,
  listOf,
  number,
  oneOf,
  required,
  shown,
  text,
  type Kind,
  type Kinds,
} from '@resnet-compile/options';
import { isNetwork, makeNetwork } from './brand.ts';
import { checkOptions } from './check-options.ts';
import type { MadeBy } from './declared.ts';
import { integerFrom, positiveNumber } from './kinds.ts';
import * as losses from './losses/index.ts';
import type { Network } from './network-description.ts';
import { layerPaths } from './network.ts';
import * as optimizers from './optimizers/index.ts';
import type { Problem } from './problem.ts';
import { callerPosition, type SourcePosition } from './source-position.ts';

/** Every optimiser that a network can declare. */
export type Optimizer = MadeBy<typeof optimizers>;
/** Every loss that a network can declare. */
export type Loss = MadeBy<typeof losses>;

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
  readonly loss?: Loss;
  /** SGD with momentum 0.9 and weight decay 1e-4 on all parameters by default, as in the papers. */
  readonly optimizer?: Optimizer;
  /** Largest global norm of the gradients, as torch.nn.utils.clip_grad_norm_. */
  readonly clipNorm?: number;
  /** Equal parts into which each batch is cut, one after the other, to need less memory; gradients are averaged. */
  readonly accumulate?: number;
  /** An exponential moving average of parameters and running statistics, or its decay alone, e.g. 0.999. */
  readonly ema?: number | MovingAverage;
  /**
   * Layers or parameters that stay as they are, such as `['conv1', 'bn1', 'layer1.*']`: nothing is computed for their sake, and
   * batch norms evaluate by their running statistics. In patterns `*` is any characters, dots included, and `?` is one; what names
   * a layer means all that is in it.
   */
  readonly freeze?: readonly string[];
  /** By layers or parameters, as those of `freeze`: the factor of the learning rate; no parameter has two. */
  readonly rates?: Readonly<Record<string, number>>;
  /** By layers or parameters: the weight decay in place of the optimiser's, which then says nothing of them. */
  readonly decays?: Readonly<Record<string, number>>;
  /**
   * Paths of layers, as those of `outputs`, by what each gives of which `gradients` of the compiled network differentiates the loss
   * as well; those by parameters it has without.
   */
  readonly gradients?: readonly string[];
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
    Pick<
      TrainingOptions,
      'clipNorm' | 'accumulate' | 'freeze' | 'rates' | 'decays' | 'gradients' | 'initialization' | 'zeroGamma'
    > & {
      /** Not there where no average is declared. */
      readonly ema?: Required<MovingAverage>;
    };
  /** Where it was declared. */
  readonly trainingPosition?: SourcePosition;
}

/** What one of the functions has made. */
function madeBy(makers: object): Kind {
  const names = Object.keys(makers).sort();
  const calls = names.map((name) => `${name}({ … })`);
  return kind([...(calls.length > 1 ? [calls.slice(0, -1).join(', ')] : []), calls.at(-1)].join(' or '), (value) =>
    names.includes((value as { kind?: string } | null)?.kind ?? ''),
  );
}

const averageKinds: Kinds<MovingAverage> = {
  decay: required(number(0, 1)),
  from: oneOf(['first update', 'initial parameters']),
  warmUp: boolean,
  statistics: oneOf(['estimated', 'averaged']),
};
const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is said of layers or parameters by patterns; whether there is what they name, the shapes say. */
const byPattern = (item: Kind, words: string): Kind =>
  kind(words, (value) => isPlain(value) && Object.values(value).every(item.holds), isPlain);

const kinds: Kinds<TrainingOptions> = {
  loss: madeBy(losses),
  optimizer: madeBy(optimizers),
  clipNorm: positiveNumber,
  accumulate: integerFrom(1),
  // What an object has is checked besides.
  ema: kind(
    'a number from 0 to 1, or { decay, from, warmUp, statistics }',
    (value) => averageKinds.decay.holds(value) || isPlain(value),
  ),
  freeze: listOf(text, "a list of layers or parameters, such as ['conv1', 'layer1.*']"),
  rates: byPattern(positiveNumber, "factors by layers or parameters, such as { 'fc.*': 10 }; each a positive number"),
  decays: byPattern(
    number(0),
    "weight decays by layers or parameters, such as { 'fc.*': 0 }; each a number of at least 0",
  ),
  gradients: layerPaths,
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
  const {
    loss = losses.crossEntropy(),
    optimizer = optimizers.sgd(),
    ema: average,
    freeze,
    rates,
    decays,
    gradients,
    ...rest
  } = wrong.length ? {} : options;
  const problems = [...network.problems, ...wrong, ...loss.problems, ...optimizer.problems];
  return makeNetwork({
    ...network,
    problems,
    training: {
      loss,
      optimizer,
      ...rest,
      ...(average === undefined ? {} : { ema: averageOf(average) }),
      // Copies, which the caller cannot change.
      ...(freeze === undefined ? {} : { freeze: Object.freeze([...freeze]) }),
      ...(rates === undefined ? {} : { rates: Object.freeze({ ...rates }) }),
      ...(decays === undefined ? {} : { decays: Object.freeze({ ...decays }) }),
      ...(gradients === undefined ? {} : { gradients: Object.freeze([...gradients]) }),
    },
    ...(position ? { trainingPosition: position } : {}),
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
