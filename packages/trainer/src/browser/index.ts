export * from '../any-host.ts';
export { train } from '../train.ts';
export type { TrainOptions } from '../train-options.ts';
export { opfsStore } from './opfs-store.ts';
