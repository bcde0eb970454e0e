import type { Layer } from '../layer.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { conv, type ConvOptions } from '../layers/conv.ts';
import { relu } from '../layers/activations.ts';
import { residual } from '../layers/residual.ts';
import { sequential } from '../layers/sequential.ts';
import type { BlockContext, ResolvedOptions } from './options.ts';

type Convolution = readonly [channels: number, options: ConvOptions];

/** The convolutions of a built-in block, in order. */
function convolutions(
  { block, variant, groups, widthPerGroup }: ResolvedOptions,
  { channels, stride }: BlockContext,
): readonly Convolution[] {
  if (block === 'basic')
    return [
      [channels, { kernel: 3, stride }],
      [channels, { kernel: 3 }],
    ];
  const width = Math.floor((channels * widthPerGroup) / 64) * groups;
  const strideFirst = variant === 'v1';
  return [
    [width, { stride: strideFirst ? stride : 1 }],
    [width, { kernel: 3, stride: strideFirst ? 1 : stride, groups }],
    [channels * 4, {}],
  ];
}

/** A basic or bottleneck block in the chosen variant; parameters are named as torchvision and timm do. */
export function builtInBlock(options: ResolvedOptions, context: BlockContext): Layer {
  const chain = convolutions(options, context);
  const outChannels = chain.at(-1)![0];
  return options.variant === 'v2'
    ? preactivated(options, context, chain, outChannels)
    : postactivated(options, context, chain, outChannels);
}

function postactivated(
  options: ResolvedOptions,
  context: BlockContext,
  chain: readonly Convolution[],
  outChannels: number,
): Layer {
  const body: Record<string, Layer> = {};
  chain.forEach(([channels, convOptions], index) => {
    const n = index + 1;
    body[`conv${n}`] = conv(channels, convOptions);
    body[`bn${n}`] = batchNorm();
    if (n < chain.length) body[`relu${n}`] = relu();
  });
  if (options.shortcut === 'none') return sequential({ ...body, relu: relu() });
  return residual({ body, shortcut: context.shortcut(outChannels), activation: relu() });
}

function preactivated(
  options: ResolvedOptions,
  context: BlockContext,
  chain: readonly Convolution[],
  outChannels: number,
): Layer {
  const body: Record<string, Layer> = {};
  chain.forEach(([channels, convOptions], index) => {
    const n = index + 1;
    if (n > 1) Object.assign(body, { [`norm${n}`]: batchNorm(), [`relu${n}`]: relu() });
    body[`conv${n}`] = conv(channels, convOptions);
  });
  const preactivation = { norm1: batchNorm(), relu1: relu() };
  if (options.shortcut === 'none') return sequential({ ...preactivation, ...body });
  return residual({ preactivation, body, shortcut: context.shortcut(outChannels) });
}
