export { pyTorchFile, type PyTorchFileOptions, type StateTensor } from './py-torch-file.ts';
export { PyTorchError } from './python/names.ts';
