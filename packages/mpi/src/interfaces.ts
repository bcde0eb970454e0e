/** What a handle is, and the values of those that we use, where implementations differ. */
export interface BinaryInterface {
  /** The C type of communicators, types of elements, operations and requests. */
  readonly handle: 'int' | 'intptr_t';
  readonly inPlace: bigint;
  readonly ignoredStatus: bigint;
  /** A handle by what it stands for: its value, or the symbol at whose address it is. */
  readonly handles: Readonly<Record<HandleName, number | string>>;
}

export type HandleName = 'world' | 'byte' | 'int' | 'float' | 'double' | 'sum';

/** MPICH's, which Intel MPI, MVAPICH and Cray MPICH have too: https://www.mpich.org/abi, and its mpi.h. */
const mpich: BinaryInterface = {
  handle: 'int',
  inPlace: -1n,
  ignoredStatus: 1n,
  handles: {
    world: 0x44000000,
    byte: 0x4c00010d,
    int: 0x4c000405,
    float: 0x4c00040a,
    double: 0x4c00080b,
    sum: 0x58000003,
  },
};

/** Handles are addresses of objects of the library: Open MPI's mpi.h. */
const openMpi: BinaryInterface = {
  handle: 'intptr_t',
  inPlace: 1n,
  ignoredStatus: 0n,
  handles: {
    world: 'ompi_mpi_comm_world',
    byte: 'ompi_mpi_byte',
    int: 'ompi_mpi_int',
    float: 'ompi_mpi_float',
    double: 'ompi_mpi_double',
    sum: 'ompi_mpi_op_sum',
  },
};

/** By how MPI_Get_library_version begins. */
const known: readonly (readonly [RegExp, BinaryInterface])[] = [
  [/^(MPICH|Intel\(R\) MPI|MVAPICH|CRAY MPICH)/i, mpich],
  [/^Open MPI/, openMpi],
];

/** The interface of a library, by what it says of its version; undefined where we know none. */
export const interfaceOf = (version: string): BinaryInterface | undefined =>
  known.find(([begins]) => begins.test(version))?.[1];
