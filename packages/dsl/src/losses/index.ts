export * from './cross-entropy.ts';
export * from './binary-cross-entropy.ts';
