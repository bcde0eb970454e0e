import { shown } from '@resnet-compile/options';
import { UserError } from '../user-error.ts';
import type { Config } from './config.ts';
import type { Images, OptionValue, PublishedNetwork } from './published-network.ts';

/** `ACT2FN` of transformers, by the names of ours. */
const activations: Readonly<Record<string, string>> = {
  relu: 'relu',
  relu6: 'relu6',
  leaky_relu: 'leakyRelu',
  gelu: 'gelu',
  gelu_python: 'gelu',
  silu: 'silu',
  swish: 'silu',
  hardswish: 'hardSwish',
  mish: 'mish',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
};

/** Pillow's numbers for `resample`. */
const filters: Readonly<Record<number, string>> = { 2: 'bilinear', 3: 'bicubic' };

/**
 * A network by the `config.json` of transformers' ResNetConfig, with its defaults (transformers 4.57,
 * `models/resnet/configuration_resnet.py`), and its `preprocessor_config.json`.
 *
 * @throws {UserError} for what this family has not.
 */
export function ofTransformers(repository: string, config: Config, preprocessor: Config | undefined): PublishedNetwork {
  const depths = config.counts('depths') ?? [3, 4, 6, 3];
  const sizes = config.counts('hidden_sizes') ?? [256, 512, 1024, 2048];
  const block = config.text('layer_type') ?? 'bottleneck';
  const act = config.text('hidden_act') ?? 'relu';
  const widths = sizes.map((size) => (block === 'bottleneck' ? size / 4 : size));
  const activation = Object.hasOwn(activations, act) ? activations[act] : undefined;
  const wrong = [
    ...(config.flag('downsample_in_first_stage') ? ['its first stage strides (downsample_in_first_stage)'] : []),
    ...(activation === undefined ? [`its activation is ${shown(act)}`] : []),
    ...(block === 'basic' || block === 'bottleneck' ? [] : [`its blocks are ${shown(block)}`]),
    ...(sizes.length === depths.length && widths.every(Number.isInteger)
      ? []
      : ['its hidden_sizes do not fit its depths']),
  ];
  if (wrong.length || activation === undefined)
    throw new UserError(
      `hf:${repository} is a network that resnet() does not make: ${wrong.join('; ')}. Write it with network() of resnet-compile; nothing was written.`,
    );
  const images = preprocessor && imagesOf(preprocessor);
  const side = images?.side ?? 224;
  const stem = config.count('embedding_size') ?? 64;
  const [first = 64] = widths;
  const classes = config.within('id2label').size || config.count('num_labels');
  const options: Record<string, OptionValue> = {
    stages: depths,
    block,
    ...(config.flag('downsample_in_bottleneck') && block === 'bottleneck' ? { variant: 'v1' } : {}),
    ...(widths.every((width, stage) => width === 64 * 2 ** stage) ? {} : { width: widths }),
    ...(stem === first ? {} : { stemWidth: stem }),
    ...(activation === 'relu' ? {} : { activation: { call: activation } }),
    input: [config.count('num_channels') ?? 3, side, side],
    classes: classes ?? 2,
  };
  return {
    repository,
    maker: 'resnet',
    options,
    licence: undefined,
    images,
    notes: classes === undefined ? ["Its config.json lists no classes: transformers' default is 2."] : [],
  };
}

/** ConvNextImageProcessor below 384 pixels, and ViTImageProcessor, which cuts nothing away. */
function imagesOf(config: Config): Images | undefined {
  const [mean, std] = [config.colours('image_mean'), config.colours('image_std')];
  const side =
    config.count('size') ?? config.within('size').count('shortest_edge') ?? config.within('size').count('height');
  if (!mean || !std || side === undefined) return undefined;
  return {
    side,
    crop: config.number('crop_pct') ?? 1,
    interpolation: filters[config.count('resample') ?? 0],
    mean,
    std,
  };
}
