/** Networks as the text of model files. */
export { modelFile, printModel, renamed, type ModelFile, type ModelFileOptions } from './model-file.ts';
