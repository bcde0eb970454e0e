import { kind, type Kind } from '@resnet-compile/options';
import { makeNetwork } from './brand.ts';
import { checkOptions } from './check-options.ts';
import { arrayOf, integerFrom } from './kinds.ts';
import type { Layers } from './layer.ts';
import { inSequence } from './layers/sequential.ts';
import type { InputShape, Network } from './network-description.ts';
import { callerPosition } from './source-position.ts';

/** What `network` is told besides its layers. */
export interface NetworkOptions {
  /** [channels, height, width]; [3, 224, 224] by default. */
  readonly input?: InputShape;
  /**
   * Layers whose values `run` hands out besides the logits, by their paths, such as `'layer3'` or `'layer4.1.conv2'`: what
   * the layer gives, N×C×H×W or N×C; of a residual block, what it gives behind its activation.
   */
  readonly outputs?: readonly string[];
  /**
   * Layers by whose maps a class is explained, by their paths, such as `'layer4'`: the module then has `explain`, which gives
   * the gradients of a logit by what they give, for Grad-CAM; `run` hands out what they give, as of `outputs`.
   */
  readonly explain?: readonly string[];
}

export const inputKind = arrayOf(integerFrom(1), 'three positive integers: [channels, height, width]', 3);

/** Paths are looked for where all layers are known: when the network is compiled. */
const pathsKind = (but: string, isMeant: (path: string) => boolean): Kind =>
  kind(
    `a list of layers' paths, each once${but}`,
    (value) =>
      Array.isArray(value) &&
      value.every((path) => typeof path === 'string' && path !== '' && isMeant(path)) &&
      new Set(value).size === value.length,
    Array.isArray,
  );

export const outputsKind = pathsKind(
  ", and none of them 'logits', which are handed out anyway",
  (path) => path !== 'logits',
);
export const layerPaths = pathsKind('', () => true);

/**
 * A network of one's own. Its output must be N×classes.
 *
 * @example
 * ```ts
 * network({ input: [1, 28, 28] }, {
 *   conv1: conv(16, { kernel: 3 }), bn1: batchNorm(), relu: relu(),
 *   pool: globalAveragePool(), fc: dense(10),
 * });
 * network({ input: [3, 32, 32], outputs: ['features'] }, {
 *   features: sequential([conv(16, { kernel: 3 }), relu()]),
 *   pool: globalAveragePool(), fc: dense(10),
 * });
 * ```
 */
export function network(options: NetworkOptions, layers: Layers): Network {
  const position = callerPosition();
  const problems = checkOptions(
    'network',
    options,
    { input: inputKind, outputs: outputsKind, explain: layerPaths },
    position,
  );
  const { input = [3, 224, 224], outputs, explain } = problems.length ? {} : options;
  return makeNetwork({
    kind: 'network',
    input,
    ...(outputs ? { outputs } : {}),
    ...(explain ? { explain } : {}),
    body: inSequence(layers),
    problems,
    ...(position ? { position } : {}),
  });
}
