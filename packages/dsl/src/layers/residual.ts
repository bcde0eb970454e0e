import { kind, required } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import type { Layer, Layers, ResidualLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';
import { inSequence } from './sequential.ts';

/** The parts of a `residual`, each a layer, or several in an array or a record. */
export interface ResidualOptions {
  /** F of y = F(x) + x. */
  readonly body: Layers;
  /** In place of the identity; reads the pre-activated input where there is a pre-activation. */
  readonly shortcut?: Layers | undefined;
  /** Applied to the input before the body (He et al. 2016, full pre-activation); the identity still passes x itself. */
  readonly preactivation?: Layers | undefined;
  /** Applied to the sum. */
  readonly activation?: Layers | undefined;
}

const layers = kind(
  'a layer, or layers in an array or a record',
  (value) => typeof value === 'object' && value !== null,
);

const part = (value: Layers | undefined): Layer | undefined =>
  value !== undefined && layers.holds(value) ? inSequence(value) : undefined;

/**
 * y = activation(body(x) + shortcut(x)) (He et al. 2015). The body's parameters are named as if they were the block's
 * own; those of the shortcut are under `downsample`.
 *
 * @example
 * ```ts
 * residual({ body: { conv1: conv(16, { kernel: 3 }), bn1: batchNorm() }, activation: relu() });
 * ```
 */
export function residual(options: ResidualOptions): ResidualLayer {
  const position = callerPosition();
  const problems = checkOptions(
    'residual',
    options,
    { body: required(layers), shortcut: layers, preactivation: layers, activation: layers },
    position,
  );
  return makeLayer<ResidualLayer>({
    kind: 'residual',
    preactivation: part(options?.preactivation),
    body: part(options?.body) ?? inSequence([]),
    shortcut: part(options?.shortcut),
    activation: part(options?.activation),
    problems,
    ...(position ? { position } : {}),
  });
}
