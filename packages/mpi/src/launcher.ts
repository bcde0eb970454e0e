import { MpiError } from './mpi-error.ts';

/** Of the environment. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Where launchers say how many processes there are: MPICH's and Intel's, Open MPI's, MVAPICH's. */
const sizes = ['PMI_SIZE', 'OMPI_COMM_WORLD_SIZE', 'MV2_COMM_WORLD_SIZE'];
/** Where others say at least that they have started one. */
const ranks = ['PMI_RANK', 'PMIX_RANK'];

/** @throws {MpiError} where a library counts other processes than the launcher has started, or nothing has started any. */
export function expectLaunched(variables: Variables, size: number, title: string): void {
  const name = sizes.find((each) => variables[each] !== undefined);
  if (name === undefined && size === 1 && !ranks.some((each) => variables[each] !== undefined))
    throw new MpiError(
      'this process was started by itself: start it as one of several, as in mpirun -n 4 node train.mjs, or srun --mpi=pmi2; to train in one process, leave the engine out',
    );
  if (name !== undefined && Number(variables[name]) !== size)
    throw new MpiError(
      `the launcher has started ${variables[name]} processes (${name}), and ${title} counts ${size}: mpirun and the library are of two implementations. Start it with the mpirun of ${title}, or name the library of the mpirun: mpi({ library })`,
    );
}
