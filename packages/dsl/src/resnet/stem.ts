import type { Layer } from '../layer.ts';
import { averagePool, maxPool } from '../layers/pooling.ts';
import { pad } from '../layers/pad.ts';
import { inSequence, sequential } from '../layers/sequential.ts';
import type { Parts } from './block-context.ts';
import { outputChannels } from './output-channels.ts';
import { present } from './present.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { strideOf } from './strides.ts';
import { blur } from '../layers/blur.ts';
import { convolution } from './convolution.ts';

/** What stands before the stages: layers by their names, and what leaves them. */
export interface Stem {
  readonly layers: Readonly<Record<string, Layer>>;
  readonly channels: number;
  readonly stride: number;
}

export function stemOf(options: ResolvedOptions): Stem {
  const isV2 = options.variant === 'v2';
  const first = present(isV2 ? { stem: v2Layers(options) } : v1Layers(options));
  const entering = sequential(first);
  const channels = outputChannels(entering, options.input[0]);
  const layers = { ...first, ...present(poolOf(options, channels)) };
  return { layers, channels, stride: strideOf(sequential(layers)) };
}

/** The 3×3 convolutions of a deep stem, by their channels; norms and activations stand between them. */
const deepWidths = ({ stem, stemWidth }: ResolvedOptions): readonly [number, number, number] => [
  stem === 'tiered' ? 3 * Math.floor(stemWidth / 8) : stemWidth / 2,
  stemWidth / 2,
  stemWidth,
];

const isDeep = ({ stem }: ResolvedOptions): boolean => stem === 'deep' || stem === 'tiered';

const single = (options: ResolvedOptions): Layer =>
  convolution(options, options.stemWidth, options.stem === 'cifar' ? { kernel: 3 } : { kernel: 7, stride: 2 });

function v1Layers(options: ResolvedOptions): Parts {
  const { stem, norm, activation } = options;
  if (typeof stem === 'object') return { '': inSequence(stem) };
  const [a, b, c] = deepWidths(options);
  const conv1 = isDeep(options)
    ? sequential([
        convolution(options, a, { kernel: 3, stride: 2 }),
        norm(),
        activation(),
        convolution(options, b, { kernel: 3 }),
        norm(),
        activation(),
        convolution(options, c, { kernel: 3 }),
      ])
    : single(options);
  return { conv1, bn1: norm(), relu: activation() };
}

/** Nothing follows the last convolution: the first block activates (He et al. 2016). */
function v2Layers(options: ResolvedOptions): Layer {
  const { stem, norm, activation } = options;
  if (typeof stem === 'object') return inSequence(stem);
  if (!isDeep(options)) return sequential({ conv: single(options) });
  const [a, b, c] = deepWidths(options);
  return sequential({
    conv1: convolution(options, a, { kernel: 3, stride: 2 }),
    norm1: norm(),
    relu1: activation(),
    conv2: convolution(options, b, { kernel: 3 }),
    norm2: norm(),
    relu2: activation(),
    conv3: convolution(options, c, { kernel: 3 }),
  });
}

/** Where a filter strides, the maximum does not; an average stands in its place (Zhang 2019, as timm has it). */
function poolOf(options: ResolvedOptions, channels: number): Parts {
  const { stemPool, antialias, norm, activation } = options;
  switch (stemPool) {
    case 'none':
      return {};
    case 'conv': {
      const conv = convolution(options, channels, { kernel: 3, stride: antialias ? 1 : 2 });
      const filter = antialias === 'blur' ? blur({ stride: 2 }) : averagePool({ kernel: 2 });
      return { maxpool: sequential([conv, ...(antialias ? [filter] : []), norm(), activation()]) };
    }
    case 'zeros':
      return { pad: pad(1), maxpool: maxPool({ kernel: 3, stride: 2 }) };
    case 'max':
      if (antialias === 'average') return { maxpool: averagePool({ kernel: 2 }) };
      if (antialias === 'blur')
        return { maxpool: sequential([maxPool({ kernel: 3, stride: 1, padding: 1 }), blur({ stride: 2 })]) };
      return { maxpool: maxPool({ kernel: 3, stride: 2, padding: 1 }) };
  }
}
