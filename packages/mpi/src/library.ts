import koffi from 'koffi';
import { interfaceOf, type BinaryInterface, type HandleName } from './interfaces.ts';
import { MpiError } from './mpi-error.ts';
import type { Variables } from './launcher.ts';

/** A loaded MPI library, with what its calls take. */
export interface Library extends Omit<BinaryInterface, 'handles'> {
  /** As in `MPICH 4.0.2`. */
  readonly title: string;
  readonly handles: Readonly<Record<HandleName, number | bigint>>;
  /** The function of a C prototype, in which `handle` stands for the type of handles. */
  readonly func: (prototype: string) => (...values: readonly unknown[]) => number;
}

/** MPICH as its authors and as Debian name it, and Open MPI since version 3. */
const [ofMpich, ofOpenMpi] = [
  ['libmpi.so.12', 'libmpich.so.12', 'libmpi.12.dylib'],
  ['libmpi.so.40', 'libmpi.40.dylib'],
];

/** Loads MPI: the library that is named, or the first one found, that of the present launcher before others. @throws {MpiError} where there is none that can be used. */
export function loadLibrary(named: string | undefined, variables: Variables): Library {
  const usual = 'OMPI_COMM_WORLD_RANK' in variables ? [...ofOpenMpi, ...ofMpich] : [...ofMpich, ...ofOpenMpi];
  const names = named === undefined ? [...usual, 'libmpi.so', 'libmpi.dylib'] : [named];
  const reasons: string[] = [];
  for (const name of names) {
    try {
      return interfaced(koffi.load(name), name);
    } catch (error) {
      if (error instanceof MpiError) throw error;
      reasons.push((error as Error).message);
    }
  }
  throw new MpiError(
    named === undefined
      ? `there is no MPI library: looked for ${names.join(', ')}. Install MPICH (apt install mpich, brew install mpich), or say where it is: mpi({ library: '/opt/…/libmpi.so.12' })`
      : `the MPI library ${named} cannot be loaded: ${reasons.join('; ')}`,
  );
}

/** The number that a call writes. */
export function written(call: (into: [number]) => unknown): number {
  const into: [number] = [0];
  call(into);
  return into[0];
}

function interfaced(library: ReturnType<typeof koffi.load>, name: string): Library {
  const func = (prototype: string) => library.func(prototype) as (...values: readonly unknown[]) => number;
  const text = new Uint8Array(8192); // MPI_MAX_LIBRARY_VERSION_STRING of MPICH, the largest.
  // Both may be called before MPI_Init, and the second is as old as MPI 3.0.
  const versionOf = func('int MPI_Get_version(_Out_ int *, _Out_ int *)');
  const version = written((into) => versionOf(into, [0]));
  if (version < 3)
    throw new MpiError(
      `${name} is of MPI ${version}; expected MPI 3.0 or newer, as MPICH 3, Open MPI 1.8 and Intel MPI 5 and later ones are`,
    );
  const libraryVersion = func('int MPI_Get_library_version(void *, _Out_ int *)');
  const length = written((into) => libraryVersion(text, into));
  const says = new TextDecoder().decode(text.subarray(0, length)).replaceAll('\0', '').trim();
  const found = interfaceOf(says);
  if (!found)
    throw new MpiError(
      `${name} says that it is ${JSON.stringify(says.slice(0, 80))}; expected MPICH, one that is compatible (Intel MPI, MVAPICH, Cray MPICH), or Open MPI`,
    );
  return {
    ...found,
    title: titleOf(says),
    handles: Object.fromEntries(
      Object.entries(found.handles).map(([key, handle]) => [
        key,
        typeof handle === 'number' ? handle : koffi.address(library.symbol(handle)),
      ]),
    ) as Library['handles'],
    func: (prototype) => func(prototype.replaceAll(/\bhandle\b/g, found.handle)),
  };
}

const titleOf = (says: string): string =>
  says
    .replace(/\n[^]*/, '')
    .replace(/(Library )?Version:?/i, '')
    .replace(/,.*/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
