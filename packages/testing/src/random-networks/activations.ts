import {
  elu,
  gelu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  mish,
  relu,
  relu6,
  sigmoid,
  silu,
  softplus,
  tanh,
  type ActivationLayer,
} from '@resnet-compile/dsl';
import type { activations } from '@resnet-compile/ir';
import type { Random } from './random.ts';

/** Every activation of the compiler's list; one that is missing is a type error. */
const makers: { readonly [Name in keyof typeof activations]: (random: Random) => ActivationLayer } = {
  elu: (random) => elu({ alpha: random.pick([1, 0.5, 2]) }),
  gelu: () => gelu(),
  gelu_tanh: () => gelu({ approximate: 'tanh' }),
  hard_sigmoid: hardSigmoid,
  hard_swish: hardSwish,
  leaky_relu: (random) => leakyRelu({ slope: random.pick([0.01, 0.2, -0.5]) }),
  mish,
  relu,
  relu6,
  sigmoid,
  silu,
  softplus,
  tanh,
};

/** A good part of them are ReLUs, as in networks. */
export const someActivation = (random: Random): ActivationLayer =>
  random.chance(0.25) ? relu() : random.pick(Object.values(makers))(random);
