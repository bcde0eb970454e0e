/**
 * The language of model files. Safe to import anywhere, browsers included: the compiler is behind the command line, not
 * behind this entry.
 */
export * from '@resnet-compile/dsl';
