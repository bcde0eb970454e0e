export * from './any-host.ts';
export { train, type TrainInFolderOptions as TrainOptions } from './node/train-in-folder.ts';
export { writeCharts, type ChartsOptions } from './node/curves-file.ts';
