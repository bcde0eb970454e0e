import * as dsl from '@resnet-compile/dsl';
import type { Network } from '@resnet-compile/dsl';
import { familyNetwork, oracles, type FamilyNetworkCase, type OracleNetwork } from '@resnet-compile/testing';

export interface Known {
  readonly name: string;
  readonly network: Network;
  /** Trained values: torchvision's, akamaster's and the papers' counts. */
  readonly parameters: number;
  /** In 10⁶, to the digits that are published. */
  readonly multiplyAdds?: string;
}

const known = (name: string, network: Network, parameters: number, multiplyAdds?: string): Known => ({
  name,
  network,
  parameters,
  ...(multiplyAdds === undefined ? {} : { multiplyAdds }),
});

export const knownNetworks: readonly Known[] = [
  known('resnet18', dsl.resnet18(), 11_689_512, '1814'),
  known('resnet34', dsl.resnet34(), 21_797_672, '3664'),
  known('resnet50', dsl.resnet50(), 25_557_032, '4089'),
  known('resnet101', dsl.resnet101(), 44_549_160, '7801'),
  known('resnet152', dsl.resnet152(), 60_192_808, '11514'),
  known('resnext50_32x4d', dsl.resnext50_32x4d(), 25_028_904, '4230'),
  known('resnext101_32x8d', dsl.resnext101_32x8d(), 88_791_336, '16414'),
  known('resnext101_64x4d', dsl.resnext101_64x4d(), 83_455_272, '15460'),
  known('wide_resnet50_2', dsl.wide_resnet50_2(), 68_883_240, '11398'),
  known('wide_resnet101_2', dsl.wide_resnet101_2(), 126_886_696, '22753'),
  known('resnet50 v1', dsl.resnet50({ variant: 'v1' }), 25_557_032, '3858'),
  known('resnet50 v2', dsl.resnet50({ variant: 'v2' }), 25_549_352),
  known('resnet34 A', dsl.resnet34({ shortcut: 'A' }), 21_623_848),
  known('resnet34 C', dsl.resnet34({ shortcut: 'C' }), 22_716_840),
  known('resnet50 C', dsl.resnet50({ shortcut: 'C' }), 40_128_552),
  known('plain34', dsl.plain34(), 21_623_848),
  known('cifar 20', dsl.cifarResnet(20), 269_722, '40.55'),
  known('cifar 32', dsl.cifarResnet(32), 464_154, '68.86'),
  known('cifar 44', dsl.cifarResnet(44), 658_586, '97.17'),
  known('cifar 56', dsl.cifarResnet(56), 853_018, '125.49'),
  known('cifar 110', dsl.cifarResnet(110), 1_727_962, '252.89'),
  known('cifar 1202', dsl.cifarResnet(1202), 19_421_274, '2829'),
  known('cifar 20 B', dsl.cifarResnet(20, { shortcut: 'B' }), 272_474),
  known('preact 110', dsl.cifarResnet(110, { variant: 'v2' }), 1_727_962),
  known('preact 164', dsl.cifarPreactResnet(164), 1_703_258),
  known('preact 1001', dsl.cifarPreactResnet(1001), 10_327_706),
  known('WRN-28-10', dsl.wideResnet(28, 10), 36_479_194),
  known('resnet18 for CIFAR', dsl.resnet18({ stem: 'cifar', input: [3, 32, 32], classes: 10 }), 11_173_962, '555'),
  known('resnet50 for CIFAR', dsl.resnet50({ stem: 'cifar', input: [3, 32, 32], classes: 10 }), 23_520_842, '1298'),
];

/** The network of an oracle, by `resnet`. */
export function networkOf(oracle: OracleNetwork | FamilyNetworkCase): Network {
  if ('family' in oracle) return familyNetwork(oracle);
  const others = new Set(['name', 'batch', 'seed', 'normScale', 'train']);
  const options = Object.fromEntries(Object.entries(oracle).filter(([option]) => !others.has(option)));
  return dsl.resnet({ stages: oracle.stages, ...options });
}

export const oracleNetworks = oracles.map((oracle) => [oracle.case.name, oracle, networkOf(oracle.case)] as const);
