import { decayOf, updateRuleOf, type OptimizerDeclaration } from '@resnet-compile/ir';
import { gradientAt, optimizerSteps, parameterAtFirst, units } from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { emitUpdate } from '../../src/index.ts';

interface Inputs {
  readonly parameter: Float32Array;
  readonly gradient: Float32Array;
  readonly moments: readonly Float32Array[];
  readonly decay: number;
  readonly rate: number;
  readonly step: number;
  readonly norm: number;
}
const updateOf = (declaration: OptimizerDeclaration, clipNorm?: number): ((inputs: Inputs) => void) =>
  // A module has it in its text.
  new Function(`return ${emitUpdate(updateRuleOf(declaration, clipNorm))}`)() as (inputs: Inputs) => void;

const values = (name: string): Float32Array => Float32Array.from(units(name, 0, 1000));

/** The loops that were written by hand before, each element in float64 and rounded once: the bits are to stay. */
function byHand(declaration: OptimizerDeclaration, inputs: Inputs): void {
  const { parameter: p, gradient, moments, decay, rate, step, norm } = inputs;
  const scale = Math.min(1, clipNorm / (norm + 1e-6));
  for (let i = 0; i < p.length; i++) {
    const before = p[i]!;
    if (declaration.kind === 'sgd') {
      const { momentum, nesterov } = declaration;
      const g = gradient[i]! * scale + decay * before;
      const v = momentum === 0 ? g : momentum * moments[0]![i]! + g;
      if (momentum !== 0) moments[0]![i] = v;
      p[i] = before - rate * (nesterov && momentum !== 0 ? g + momentum * v : v);
    } else if (declaration.kind === 'adamW') {
      const {
        betas: [beta1, beta2],
        epsilon,
      } = declaration;
      const g = gradient[i]! * scale;
      const m = beta1 * moments[0]![i]! + (1 - beta1) * g;
      const v = beta2 * moments[1]![i]! + (1 - beta2) * g * g;
      [moments[0]![i], moments[1]![i]] = [m, v];
      const size = Math.sqrt(v / (1 - beta2 ** step)) + epsilon;
      p[i] = before * (1 - rate * decay) - ((rate / (1 - beta1 ** step)) * m) / size;
    }
  }
}

/** Reached in the first two steps. */
const clipNorm = 2;
const decays = { weightDecay: 0.01, decay: 'weights' } as const;
test.each<[string, OptimizerDeclaration]>([
  ['SGD', { kind: 'sgd', momentum: 0, nesterov: false, ...decays }],
  ['SGD with momentum', { kind: 'sgd', momentum: 0.9, nesterov: false, ...decays }],
  ["SGD with Nesterov's", { kind: 'sgd', momentum: 0.9, nesterov: true, ...decays }],
  ['AdamW', { kind: 'adamW', betas: [0.9, 0.999], epsilon: 1e-8, ...decays }],
  ['AdamW without memory', { kind: 'adamW', betas: [0, 0.99], epsilon: 1e-8, ...decays }],
])('%s: the bits of loops by hand, over steps', (_, declaration) => {
  const update = updateOf(declaration, clipNorm);
  const begin = (): Pick<Inputs, 'parameter' | 'moments'> => ({
    parameter: values('parameter'),
    moments: updateRuleOf(declaration).moments.map(() => new Float32Array(1000)),
  });
  const [found, expected] = [begin(), begin()];
  for (let step = 1; step <= 5; step++) {
    const rest = { gradient: values(`gradient${step}`), rate: 0.1 / step, step, norm: 5 / step };
    const decay = decayOf(declaration, { shape: step % 2 ? [1] : [1, 1, 1, 1] });
    update({ ...found, ...rest, decay });
    byHand(declaration, { ...expected, ...rest, decay });
    expect(found).toEqual(expected);
  }
  expect(found.parameter).not.toEqual(values('parameter'));
});

const rmsProps = optimizerSteps.cases.filter(({ optimizer }) => optimizer === 'RMSprop');
test.each(rmsProps.map((each) => [JSON.stringify(each.options), each] as const))(
  "RMSprop %s: PyTorch's parameters, step by step",
  (_, { options, after }) => {
    const {
      alpha = 0.99,
      eps: epsilon = 1e-8,
      momentum = 0,
      centered = false,
    } = options as Readonly<Record<string, never>>;
    const declaration: OptimizerDeclaration = { kind: 'rmsProp', alpha, epsilon, momentum, centered, ...decays };
    const update = updateOf(declaration);
    const parameter = Float32Array.from(parameterAtFirst);
    const moments = updateRuleOf(declaration).moments.map(() => new Float32Array(parameter.length));
    const rest = { norm: NaN, decay: Number(options['weight_decay'] ?? 0), rate: optimizerSteps.rate };
    after.forEach((expected, step) => {
      update({ parameter, gradient: Float32Array.from(gradientAt(step)), moments, ...rest, step: step + 1 });
      parameter.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 5));
    });
  },
);
