import type { ExpectedTensor } from '../expected-tensor.ts';
import type { Cause } from './differences.ts';

const areStatistics = (tensors: readonly ExpectedTensor[]): boolean =>
  tensors.length > 0 && tensors.every(({ name }) => /(^|\.)running_(mean|var)$/.test(name));

/** A list of parameters was saved: buffers are none. Norms of each image have no statistics either. */
export const noStatistics: Cause = ({ missing, unexpected, misshapen }) => {
  if (misshapen.length || (missing.length && unexpected.length)) return undefined;
  if (areStatistics(unexpected))
    return "the file has running statistics, of batch norms; this network's norms have none: norm: batchNorm()";
  return areStatistics(missing)
    ? 'the file has no running statistics: its norms are others than batch norms, such as groupNorm(), or it holds parameters alone, as model.parameters() gives: save model.state_dict()'
    : undefined;
};
