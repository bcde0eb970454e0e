import { layerOf } from '../names/layers.ts';
import { printed } from '../printed.ts';
import type { Cause } from './differences.ts';

const isStatistic = (name: string): boolean => /(^|\.)running_(mean|var)$/.test(name);

/** A list of parameters was saved: buffers are none. */
export const noStatistics: Cause = ({ missing, unexpected, misshapen }) =>
  missing.length > 0 && missing.every(({ name }) => isStatistic(name)) && unexpected.length + misshapen.length === 0
    ? 'the file has no running statistics of batch norms: it holds parameters alone, as model.parameters() gives; save model.state_dict()'
    : undefined;

/** Whoever folds batch norms into convolutions gives these biases. */
export const foldedNorms: Cause = ({ missing, unexpected, layers }) => {
  const gone = new Set(missing.map(({ name }) => layerOf(name)));
  const norms = layers.filter(({ kind, tensors }) => kind === 'norm' && tensors.length > 2);
  const biases = unexpected.filter(({ name }) => name.endsWith('.bias'));
  return norms.length > 0 && norms.every(({ path }) => gone.has(path)) && biases.length >= norms.length
    ? 'the file has no batch norms, but biases of convolutions: the norms were folded into them. Use the weights from before, or a network() of conv(…, { bias: true }) without batch norms'
    : undefined;
};

/** kuangliu/pytorch-cifar's and weiaicunzai/pytorch-cifar100's pre-activation networks end without a norm. */
export const noLastNorm: Cause = ({ missing, unexpected, misshapen, layers }) => {
  const [path, other] = new Set(missing.map(({ name }) => layerOf(name)));
  const place = layers.findIndex((layer) => layer.path === path);
  if (other !== undefined || unexpected.length + misshapen.length > 0) return undefined;
  if (layers[place]?.kind !== 'norm' || place !== layers.length - 2) return undefined;
  return `the file's network has no batch norm before its last layer, as kuangliu/pytorch-cifar's PreActResNet; this one has ${printed(path ?? '')}, which makes another network of it. Describe the file's with network(): the same blocks, then globalAveragePool() and dense(), without batchNorm() and relu() between`;
};

/** Pre-activation has a norm before the head and none behind the stem; else it is the other way round. */
export const otherActivation: Cause = ({ missing, unexpected, layers }) => {
  const last = layers.at(-2);
  const first = layers[1];
  const gone = new Set(missing.map(({ name }) => layerOf(name)));
  const [extra, other] = new Set(unexpected.map(({ name }) => layerOf(name)));
  const norm = [last, first].find((layer) => layer?.kind === 'norm' && gone.has(layer.path));
  if (gone.size !== 1 || norm === undefined || extra === undefined || other !== undefined) return undefined;
  return norm === last
    ? `the file's network normalises behind its stem and not before its head: it is no pre-activation network. Use variant: 'v1.5' or 'v1'`
    : `the file's network normalises before its head and not behind its stem: it is a pre-activation network. Use variant: 'v2'`;
};
