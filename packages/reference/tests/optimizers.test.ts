import type { OptimizerDeclaration } from '@resnet-compile/ir';
import { gradientAt, optimizerSteps, parameterAtFirst } from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { update, type Updated } from '../src/training/update.ts';
import { toValues } from '../src/values.ts';

type Options = Readonly<Record<string, never>>;

/** PyTorch's names and defaults in ours. */
const declarations: Readonly<Record<string, (options: Options) => object>> = {
  SGD: ({ momentum = 0, nesterov = false }) => ({ kind: 'sgd', momentum, nesterov }),
  AdamW: ({ betas = [0.9, 0.999], eps = 1e-8 }) => ({ kind: 'adamW', betas, epsilon: eps }),
  RMSprop: ({ alpha = 0.99, eps = 1e-8, momentum = 0, centered = false }) => ({
    kind: 'rmsProp',
    alpha,
    epsilon: eps,
    momentum,
    centered,
  }),
};

const vector = (data: readonly number[]) => toValues({ shape: [data.length], data });

test.each(optimizerSteps.cases.map((each) => [`${each.optimizer} ${JSON.stringify(each.options)}`, each] as const))(
  "%s: PyTorch's parameters, step by step",
  (_, { optimizer, options, after }) => {
    const weightDecay = options['weight_decay'] ?? 0;
    const named = declarations[optimizer]!(options as Options);
    const declaration = { ...named, weightDecay, decay: 'all' } as OptimizerDeclaration;
    let now: Pick<Updated, 'parameter'> & Partial<Updated> = { parameter: vector(parameterAtFirst) };
    after.forEach((expected, index) => {
      now = update(declaration, null, {
        ...now,
        gradient: vector(gradientAt(index)),
        learningRate: optimizerSteps.rate,
        step: index + 1,
        norm: NaN,
      });
      now.parameter.data.forEach((value, place) => expect(value).toBeCloseTo(expected[place]!, 12));
    });
  },
);
