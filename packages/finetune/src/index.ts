export { finetune } from './finetune.ts';
export type { ComputingOptions, FinetuneEvent, FinetuneOptions } from './finetune-options.ts';
export type { FineTuned } from './fine-tuned.ts';
export type { HeadOptions } from './fit-head.ts';
export type { Pictures } from './pictures.ts';
export { trainHead, type TrainedHead, type TrainHeadOptions } from './train-head.ts';
