import { faultsOf, kind, oneOf, required, type Kinds } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import type { Gate, Layer, Layers, ResidualLayer } from '../layer.ts';
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
  /** What weighs both sides, element by element; none. */
  readonly gate?: GateOptions | undefined;
}

/** The gate of a `residual`. */
export interface GateOptions {
  /** From what the body reads to g, of the sum's shape, or of one channel, or of one pixel; its parameters are under `gate`. */
  readonly layers: Layers;
  /** `'exclusive'`: y = g·F(x) + (1 − g)·x; `'shortcut-only'`: y = F(x) + (1 − g)·x (He et al. 2016, §3). */
  readonly of: Gate['of'];
}

const layers = kind(
  'a layer, or layers in an array or a record',
  (value) => typeof value === 'object' && value !== null,
);

const gateKinds: Kinds<GateOptions> = { layers: required(layers), of: required(oneOf(['exclusive', 'shortcut-only'])) };
const gateKind = kind(
  "{ layers, of: 'exclusive' or 'shortcut-only' }",
  (value) => faultsOf(value, gateKinds).next().done === true,
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
 * // Of vectors, whose projection is a matrix product:
 * residual({ body: [dense(64), batchNorm(), relu(), dense(32), batchNorm()], shortcut: dense(32), activation: relu() });
 * ```
 */
export function residual(options: ResidualOptions): ResidualLayer {
  const position = callerPosition();
  const problems = checkOptions(
    'residual',
    options,
    { body: required(layers), shortcut: layers, preactivation: layers, activation: layers, gate: gateKind },
    position,
  );
  const given = options?.gate;
  const gate: Gate | undefined =
    given && gateKind.holds(given) ? { layer: inSequence(given.layers), of: given.of } : undefined;
  return makeLayer<ResidualLayer>({
    kind: 'residual',
    preactivation: part(options?.preactivation),
    body: part(options?.body) ?? inSequence([]),
    shortcut: part(options?.shortcut),
    activation: part(options?.activation),
    ...(gate ? { gate } : {}),
    problems,
    ...(position ? { position } : {}),
  });
}
