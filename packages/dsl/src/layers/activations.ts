import { makeLayer } from '../brand.ts';
import type { ActivationLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';

/** max(x, 0). Keeps the shape. */
export const relu = (): ActivationLayer => activation('relu');

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
