export * from './sgd.ts';
export * from './adam-w.ts';
export * from './rms-prop.ts';
