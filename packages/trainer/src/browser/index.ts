export * from '../any-host.ts';
export { train } from '../train.ts';
export type { TrainOptions } from '../plan.ts';
export { opfsStore } from './opfs-store.ts';
