import * as dsl from '@resnet-compile/dsl';
import { conv, groupNorm, residual, resnet, type BlockFunction, type Layer, type Network } from '@resnet-compile/dsl';
import results from '../fixtures/family-train.json' with { type: 'json' };
import type { OracleCase, OracleNetwork } from './oracles.ts';

/** A small network with an operation of the family; fields that are absent are as in the published networks. */
export interface FamilyNetworkCase extends Pick<
  OracleNetwork,
  'name' | 'block' | 'stages' | 'input' | 'classes' | 'seed' | 'batch' | 'train' | 'normScale'
> {
  readonly family: 'resnet' | 'resnetv2';
  /** What each stage has; in `resnetv2`, what it ends with. */
  readonly channels: readonly number[];
  readonly stem?: 'deep' | 'deep_tiered' | 'fixed';
  readonly stemWidth?: number;
  readonly replaceStemPool?: boolean;
  readonly reduceFirst?: number;
  readonly groups?: number;
  readonly widthPerGroup?: number;
  readonly downKernel?: 1 | 3;
  readonly averageDown?: boolean;
  readonly outputStride?: 8 | 16;
  readonly antialias?: 'blur' | 'average';
  readonly attention?: 'se' | 'eca';
  readonly activation?: string;
  readonly groupNorm?: number;
  readonly weightStandardization?: boolean;
}

const activations: Readonly<Record<string, () => Layer>> = {
  leaky_relu: dsl.leakyRelu,
  gelu_tanh: () => dsl.gelu({ approximate: 'tanh' }),
  hard_swish: dsl.hardSwish,
};

/** What PyTorch 1.13 computes in float64 for 32 of them, in evaluation and training. */
export const familyTrainOracles = results as unknown as readonly OracleCase<FamilyNetworkCase>[];

/** The network of a training case of the family, in the DSL; it leaves out what the case leaves out. */
export function familyNetwork(one: FamilyNetworkCase): Network {
  const { family, block, stages, channels, input, classes, stem, stemWidth = 16, outputStride, antialias } = one;
  const isV2 = family === 'resnetv2';
  const options = {
    stages,
    input,
    classes,
    ...(outputStride ? { outputStride } : {}),
    ...(antialias ? { antialias } : {}),
    ...(one.attention ? { attention: one.attention } : {}),
    ...(one.groups ? { groups: one.groups } : {}),
    ...(one.widthPerGroup ? { widthPerGroup: one.widthPerGroup } : {}),
    ...(one.reduceFirst ? { reduceFirst: one.reduceFirst } : {}),
    ...(one.downKernel ? { shortcutKernel: one.downKernel } : {}),
    ...(one.averageDown ? ({ shortcut: 'D' } as const) : {}),
    ...(one.replaceStemPool
      ? ({ stemPool: 'conv' } as const)
      : stem === 'fixed'
        ? ({ stemPool: 'zeros' } as const)
        : {}),
    ...(stem === 'deep' ? ({ stem: 'deep' } as const) : stem === 'deep_tiered' ? ({ stem: 'tiered' } as const) : {}),
    ...(one.groupNorm ? { norm: groupNorm({ groups: one.groupNorm }) } : {}),
    ...(one.activation ? { activation: activationOf(one.activation) } : {}),
    ...(one.weightStandardization ? { weightStandardization: true } : {}),
  };
  if (!isV2) return resnet({ ...options, block, width: channels, stemWidth: stem ? 2 * stemWidth : 64 });
  const inner = channels.map(quarter);
  return resnet({
    ...options,
    variant: 'v2',
    stemWidth,
    ...(block === 'basic' ? { block: narrowBasic(inner), width: channels } : { block, width: inner }),
  });
}

const activationOf = (name: string): Layer =>
  (activations[name] ?? (dsl as unknown as Readonly<Record<string, () => Layer>>)[name]!)();

/** ⟨C/4⟩: the multiple of 8 next to it, at least 8. */
const quarter = (channels: number): number => Math.max(8, Math.floor((channels / 4 + 4) / 8) * 8);

/** timm's pre-activated basic block outside of its published networks: narrow inside. */
const narrowBasic =
  (inner: readonly number[]): BlockFunction =>
  ({ channels, stage, shortcut }, parts) =>
    residual({
      preactivation: { norm1: parts.norm(), relu1: parts.activation() },
      body: {
        conv1: parts.strided(inner[stage]!, { kernel: 3 }),
        norm2: parts.norm(),
        relu2: parts.activation(),
        conv2: conv(channels, { kernel: 3 }),
      },
      shortcut: shortcut(channels),
    });
