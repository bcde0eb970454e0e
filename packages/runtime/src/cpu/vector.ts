import type { VectorCall } from '@resnet-compile/backend-cpu';

/**
 * Arithmetic on vectors of channels (see `VectorOp` in the compiler's kernel language), each value in float64 and rounded
 * once.
 */
export function runVector({ vector, inputs, results, length }: VectorCall, batch: number, f: Float32Array): void {
  const [a, b, c, d] = inputs.map((address) => address / 4) as [number, number, number, number];
  const [x, y, z] = results.map((address) => address / 4) as [number, number, number];
  for (let i = 0; i < length; i++) {
    switch (vector.op) {
      case 'batch_norm_scale':
        f[x + i] = f[a + i]! / Math.sqrt(f[b + i]! + vector.epsilon);
        break;
      case 'running_average': {
        const count = batch * vector.count;
        f[x + i] =
          (1 - vector.momentum) * f[a + i]! + vector.momentum * f[b + i]! * (vector.unbiased ? count / (count - 1) : 1);
        break;
      }
      case 'scale_gradient':
        f[x + i] = f[a + i]! / Math.sqrt(f[b + i]! + vector.epsilon);
        break;
      case 'batch_norm_gradient_factors': {
        const count = batch * vector.count;
        const r = 1 / Math.sqrt(f[b + i]! + vector.epsilon);
        const factor = f[a + i]! * r;
        f[x + i] = factor;
        f[y + i] = (-factor * f[d + i]!) / count;
        f[z + i] = (-factor * r * r * f[c + i]!) / count;
        break;
      }
    }
  }
}
