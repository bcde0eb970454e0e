import type { Optimizer } from '@resnet-compile/dsl';
import { numberLiteral, tupleLiteral } from '../python/literals.ts';
import type { Groups } from './groups.ts';

type OptimizerOf<Kind extends Optimizer['kind']> = Extract<Optimizer, { readonly kind: Kind }>;

/** A class, and what it is told besides the rate and the decay; undefined is left out. */
interface Class {
  readonly name: string;
  readonly options: Readonly<Record<string, string | undefined>>;
  /** Its text, where torch.optim has none that computes the same. */
  readonly text?: string;
}

const unless = (usual: number, number: number): string | undefined =>
  number === usual ? undefined : numberLiteral(number);

/**
 * torch.optim.RMSprop's root of the variance is NaN where rounding makes that negative, as with gradients that stay the same.
 */
const centredRmsProp = `class CentredRMSprop(torch.optim.Optimizer):
    """torch.optim.RMSprop(centered=True), in which a variance that rounding makes negative is zero."""

    def __init__(self, params, lr, alpha=0.99, eps=1e-8, momentum=0.0, weight_decay=0.0):
        super().__init__(
            params,
            dict(lr=lr, alpha=alpha, eps=eps, momentum=momentum, weight_decay=weight_decay),
        )

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self.update(parameter, group)

    def update(self, parameter, group):
        state = self.state[parameter]
        if not state:
            for name in ("square", "mean", "buffer"):
                state[name] = torch.zeros_like(parameter)
        square, mean, buffer = state["square"], state["mean"], state["buffer"]
        gradient = parameter.grad.add(parameter, alpha=group["weight_decay"])
        square.mul_(group["alpha"]).addcmul_(gradient, gradient, value=1 - group["alpha"])
        mean.mul_(group["alpha"]).add_(gradient, alpha=1 - group["alpha"])
        spread = (square - mean * mean).clamp_(min=0).sqrt_().add_(group["eps"])
        buffer.mul_(group["momentum"]).addcdiv_(gradient, spread)
        parameter.sub_(buffer, alpha=group["lr"])`;

/** What each kind of optimiser is in torch.optim. One that is missing is a type error here. */
const optimizers: { readonly [Kind in Optimizer['kind']]: (optimizer: OptimizerOf<Kind>) => Class } = {
  sgd: ({ momentum, nesterov }) => ({
    name: 'torch.optim.SGD',
    // PyTorch refuses Nesterov's look ahead where there is no momentum, with which it would be nothing.
    options: { momentum: unless(0, momentum), nesterov: nesterov && momentum > 0 ? 'True' : undefined },
  }),
  adamW: ({ betas, epsilon }) => ({
    name: 'torch.optim.AdamW',
    options: { betas: String(betas) === '0.9,0.999' ? undefined : tupleLiteral(betas), eps: unless(1e-8, epsilon) },
  }),
  rmsProp: ({ alpha, epsilon, momentum, centered }) => ({
    name: centered ? 'CentredRMSprop' : 'torch.optim.RMSprop',
    options: { alpha: unless(0.99, alpha), eps: unless(1e-8, epsilon), momentum: unless(0, momentum) },
    ...(centered ? { text: centredRmsProp } : {}),
  }),
};

/** A function that makes the optimiser, and before it its class, where that is written out. */
export function optimizerText(
  optimizer: Optimizer,
  { freezes, hasRates, lines, parameters, weightDecay }: Groups,
): readonly string[] {
  const { name, options, text } = (optimizers[optimizer.kind] as (optimizer: Optimizer) => Class)(optimizer);
  const decay = weightDecay === undefined ? undefined : numberLiteral(weightDecay);
  const told = Object.entries({ lr: 'lr', ...options, weight_decay: decay }).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${value}`],
  );
  return [
    ...(text === undefined ? [] : [text]),
    [
      'def make_optimizer(model, lr):',
      hasRates
        ? `    """Of a learning rate; times a group's "rate" it is its "lr", which is told anew in each step."""`
        : `    """Of a learning rate, which is told anew in each step by the groups' "lr"."""`,
      ...(freezes ? ['    freeze(model)'] : []),
      ...lines.map((line) => `    ${line}`),
      `    return ${name}(${[parameters, ...told].join(', ')})`,
    ].join('\n'),
  ];
}
