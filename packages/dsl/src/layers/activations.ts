import { isNumber, kind, oneOf, type Kind, type Kinds } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import type { ActivationLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';

const finite: Kind = kind('a finite number', Number.isFinite, isNumber);

/** max(x, 0). Keeps the shape. */
export const relu = (): ActivationLayer => activation('relu');

/** min(max(x, 0), 6). Keeps the shape. */
export const relu6 = (): ActivationLayer => activation('relu6');

/** What `leakyRelu` takes. */
export interface LeakyReluOptions {
  /** By which negative numbers are multiplied; 0.01, as in PyTorch. */
  readonly slope?: number;
}

/** x, and slope·x where x is not positive (Maas et al. 2013). Keeps the shape. */
export const leakyRelu = (options: LeakyReluOptions = {}): ActivationLayer =>
  withNumber('leaky_relu', 'leakyRelu', options, { slope: finite }, () => options.slope ?? 0.01);

/** What `elu` takes. */
export interface EluOptions {
  /** What the function goes to at −∞, but for its sign; 1. */
  readonly alpha?: number;
}

/** x, and α·(eˣ − 1) where x is not positive (Clevert et al. 2015). Keeps the shape. */
export const elu = (options: EluOptions = {}): ActivationLayer =>
  withNumber('elu', 'elu', options, { alpha: finite }, () => options.alpha ?? 1);

/** x·sigmoid(x) (Elfwing et al. 2017, Ramachandran et al. 2017), also called swish. Keeps the shape. */
export const silu = (): ActivationLayer => activation('silu');

/** What `gelu` takes. */
export interface GeluOptions {
  /** `'none'`: by the error function; `'tanh'`: its approximation; `'none'`, as in PyTorch. */
  readonly approximate?: 'none' | 'tanh';
}

/** x·Φ(x) with the normal distribution's Φ (Hendrycks and Gimpel 2016). Keeps the shape. */
export function gelu(options: GeluOptions = {}): ActivationLayer {
  const problems = checkOptions('gelu', options, { approximate: oneOf(['none', 'tanh']) }, callerPosition());
  return activation(!problems.length && options.approximate === 'tanh' ? 'gelu_tanh' : 'gelu', [], problems);
}

/** x·min(max(x + 3, 0), 6)/6 (Howard et al. 2019). Keeps the shape. */
export const hardSwish = (): ActivationLayer => activation('hard_swish');

/** min(max(x + 3, 0), 6)/6. Keeps the shape. */
export const hardSigmoid = (): ActivationLayer => activation('hard_sigmoid');

/** x·tanh(softplus(x)) (Misra 2019). Keeps the shape. */
export const mish = (): ActivationLayer => activation('mish');

/** The hyperbolic tangent. Keeps the shape. */
export const tanh = (): ActivationLayer => activation('tanh');

/** 1/(1 + e⁻ˣ). Keeps the shape. */
export const sigmoid = (): ActivationLayer => activation('sigmoid');

/** ln(1 + eˣ). Keeps the shape. */
export const softplus = (): ActivationLayer => activation('softplus');

function withNumber<Options extends object>(
  name: string,
  call: string,
  options: Options,
  kinds: Kinds<NoInfer<Options>>,
  number: () => number,
): ActivationLayer {
  const problems = checkOptions(call, options, kinds, callerPosition());
  return activation(name, [problems.length ? 0 : number()], problems);
}

/** The activation of this name in the compiler's list. */
function activation(
  name: string,
  numbers: readonly number[] = [],
  problems: ActivationLayer['problems'] = [],
): ActivationLayer {
  const position = callerPosition();
  return makeLayer<ActivationLayer>({
    kind: 'activation',
    activation: name,
    numbers,
    problems,
    ...(position ? { position } : {}),
  });
}
