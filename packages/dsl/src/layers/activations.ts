import { makeLayer } from '../brand.ts';
import type { ActivationLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';

/** max(x, 0). Keeps the shape. */
export const relu = (): ActivationLayer => activation('relu');

/** x·sigmoid(x) (Elfwing et al. 2017, Ramachandran et al. 2017), also called swish. Keeps the shape. */
export const silu = (): ActivationLayer => activation('silu');

/** The activation of this name in the compiler's list. */
function activation(name: string): ActivationLayer {
  const position = callerPosition();
  return makeLayer<ActivationLayer>({
    kind: 'activation',
    activation: name,
    numbers: [],
    problems: [],
    ...(position ? { position } : {}),
  });
}
