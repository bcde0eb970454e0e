/** Networks as the text of model files. */
export { modelFile, printModel, type ModelFile, type ModelFileOptions } from './model-file.ts';
export { stateInFile } from './state-in-file.ts';
