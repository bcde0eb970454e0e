import { layerOf } from '../names/layers.ts';
import { shownName } from '@resnet-compile/options';
import type { Cause } from './differences.ts';

/** kuangliu/pytorch-cifar's and weiaicunzai/pytorch-cifar100's pre-activation networks end without a norm. */
export const noLastNorm: Cause = ({ missing, unexpected, misshapen, layers }) => {
  const [path, other] = new Set(missing.map(({ name }) => layerOf(name)));
  const place = layers.findIndex((layer) => layer.path === path);
  if (other !== undefined || unexpected.length + misshapen.length > 0) return undefined;
  if (layers[place]?.kind !== 'norm' || place !== layers.length - 2) return undefined;
  return `the file's network has no batch norm before its last layer, as kuangliu/pytorch-cifar's PreActResNet; this one has ${shownName(path ?? '')}, which makes another network of it. Describe the file's with network(): blocks of residual({ preactivation, body, shortcut }), then globalAveragePool() and dense(), without batchNorm() and relu() before them`;
};
