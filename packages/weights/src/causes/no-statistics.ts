import type { Cause } from './differences.ts';

const isStatistic = (name: string): boolean => /(^|\.)running_(mean|var)$/.test(name);

/** A list of parameters was saved: buffers are none. */
export const noStatistics: Cause = ({ missing, unexpected, misshapen }) =>
  missing.length > 0 && missing.every(({ name }) => isStatistic(name)) && unexpected.length + misshapen.length === 0
    ? 'the file has no running statistics: its norms are others than batch norms, such as groupNorm(), or it holds parameters alone, as model.parameters() gives: save model.state_dict()'
    : undefined;
