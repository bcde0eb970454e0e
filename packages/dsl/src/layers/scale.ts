import { boolean, isNumber, kind, required } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions, withArgument } from '../check-options.ts';
import type { ScaleLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';

/** What `scale` may be told. */
export interface ScaleOptions {
  /** Whether the factor is a parameter, `weight`, of one element, that begins as what is given; false. */
  readonly trained?: boolean;
}

/**
 * factor·x with one number for the whole map, such as the λ of a shortcut (He et al. 2016, §3.1) or a residual's weight that
 * is trained (Bachlechner et al. 2020, which begins with 0). Keeps the shape.
 */
export function scale(factor: number, options: ScaleOptions = {}): ScaleLayer {
  const position = callerPosition();
  const kinds = { factor: required(kind('a finite number', Number.isFinite, isNumber)), trained: boolean };
  const problems = checkOptions('scale', withArgument('factor', factor, options), kinds, position);
  return makeLayer<ScaleLayer>({
    kind: 'scale',
    factor: problems.length ? 1 : factor,
    trained: !problems.length && (options.trained ?? false),
    problems,
    ...(position ? { position } : {}),
  });
}
