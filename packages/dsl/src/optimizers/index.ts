export * from './sgd.ts';
export * from './adam-w.ts';
