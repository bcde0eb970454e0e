import { zipValues } from '../values.ts';
import { decayOf, type Sgd, type Update, type Updated } from './optimizer.ts';

/**
 * Stochastic gradient descent, as torch.optim.SGD defines it (dampening 0):
 *
 *     g ← g + λ·p,   v ← μ·v + g,   d = v, or g + μ·v with Nesterov's momentum,   p ← p − rate·d
 *
 * The rate is outside of v, unlike in Caffe, Keras and Sutskever et al. 2013. PyTorch starts with v = g: the same as
 * from zeros.
 */
export function updateBySgd(options: Sgd, { parameter, gradient, moments: [before], learningRate }: Update): Updated {
  const lambda = decayOf(options, parameter);
  const { momentum, nesterov } = options;
  const decayed = zipValues((g, p) => g + lambda * p, gradient, parameter);
  const velocity = zipValues((v, g) => momentum * v + g, before!, decayed);
  const direction = nesterov ? zipValues((g, v) => g + momentum * v, decayed, velocity) : velocity;
  return { parameter: zipValues((p, d) => p - learningRate * d, parameter, direction), moments: [velocity] };
}
