export { fillState, images, labels, units, type FillOptions, type FilledTensor } from './fill.ts';
export { oracles, type OracleCase, type OracleNetwork, type OracleTraining, type TensorSummary, type TrainingOptions } from './oracles.ts';
