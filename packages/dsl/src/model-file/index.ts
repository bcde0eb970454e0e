/** Networks as the text of model files. */
export { printModel, type PrintOptions } from './print-model.ts';
