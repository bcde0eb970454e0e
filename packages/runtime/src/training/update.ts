import type { OptimizerDeclaration } from './training-options.ts';

/** One parameter's update, in place. `step` counts from 1; `scale` multiplies the gradient (clipping, averaging). */
export interface Update {
  readonly parameter: Float32Array;
  readonly gradient: Float32Array;
  readonly moments: readonly Float32Array[];
  readonly dimensions: number;
  readonly scale: number;
  readonly learningRate: number;
  readonly step: number;
}

/** Torch's definitions (torch.optim.SGD, torch.optim.AdamW), each element in float64 and rounded once. */
export function update(
  optimizer: OptimizerDeclaration,
  { parameter: p, gradient: g, moments, dimensions, scale, learningRate, step }: Update,
): void {
  const decay = optimizer.decay === 'all' || dimensions >= 2 ? optimizer.weightDecay : 0;
  if (optimizer.kind === 'sgd') {
    const { momentum, nesterov } = optimizer;
    const [velocity] = moments;
    if (!velocity) {
      for (let i = 0; i < p.length; i++) p[i] = p[i]! - learningRate * (g[i]! * scale + decay * p[i]!);
      return;
    }
    // No branch within the loop: it takes 28 ms instead of 70 for ResNet-18's 11.7 million.
    const [ofGradient, ofVelocity] = nesterov ? [1, momentum] : [0, 1];
    for (let i = 0; i < p.length; i++) {
      const value = p[i]!;
      const gradient = g[i]! * scale + decay * value;
      // The first velocity is the gradient itself, which momentum times zero gives.
      const v = momentum * velocity[i]! + gradient;
      velocity[i] = v;
      p[i] = value - learningRate * (ofGradient * gradient + ofVelocity * v);
    }
    return;
  }
  const {
    betas: [beta1, beta2],
    epsilon,
  } = optimizer;
  const [first, second] = moments as readonly [Float32Array, Float32Array];
  const [correction1, correction2] = [1 - beta1 ** step, 1 - beta2 ** step];
  for (let i = 0; i < p.length; i++) {
    const gradient = g[i]! * scale;
    const m = beta1 * first[i]! + (1 - beta1) * gradient;
    const v = beta2 * second[i]! + (1 - beta2) * gradient * gradient;
    first[i] = m;
    second[i] = v;
    p[i] =
      p[i]! * (1 - learningRate * decay) - ((learningRate / correction1) * m) / (Math.sqrt(v / correction2) + epsilon);
  }
}
