export { mpi, type MpiEngine, type MpiOptions } from './mpi.ts';
export { MpiError } from './mpi-error.ts';
