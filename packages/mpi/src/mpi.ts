import { checkOptions, integer, text, type Kinds } from '@resnet-compile/options';
import { collectivesOf, sleep, type Collectives } from './collectives.ts';
import { expectLaunched } from './launcher.ts';
import { loadLibrary, written } from './library.ts';

/** What `mpi` may be told. */
export interface MpiOptions {
  /** A name or path of the MPI library; MPICH's or Open MPI's, wherever the system has it. */
  readonly library?: string;
  /** Steps between two comparisons of all ranks' weights; 100. */
  readonly checkEvery?: number;
}

/** One of the processes that `mpirun` has started: `engine` of `train`, or for one's own `onGradients`. All ranks make the same calls in the same order. */
export interface MpiEngine extends Pick<Collectives, 'sum' | 'gather'> {
  /** Which of them this is, from 0. */
  readonly rank: number;
  /** How many there are. */
  readonly ranks: number;
  /** Steps between two comparisons of all ranks' weights. */
  readonly checkEvery: number;
  /** The implementation, as in `MPICH 4.0.2`. */
  readonly library: string;
}

const kinds: Kinds<MpiOptions> = { library: text, checkEvery: integer(1) };

/**
 * Joins the processes that `mpirun` has started with this one. The process leaves them when it ends: with an exit code other than 0 it
 * ends them all.
 * @throws {MpiError} where there is no MPI, none that is known, or no launcher has started the process.
 */
export async function mpi(options: MpiOptions = {}): Promise<MpiEngine> {
  checkOptions('mpi', options, kinds);
  world ??= join(options.library);
  return { ...world, checkEvery: options.checkEvery ?? 100 };
}

type World = Omit<MpiEngine, 'checkEvery'>;

/** MPI can be begun once in a process. */
let world: World | undefined;

/** MPI_THREAD_FUNNELED: all calls come from this thread. */
const funneled = 1;

function join(named: string | undefined): World {
  const library = loadLibrary(named, process.env);
  const { func, handles, title } = library;
  func('int MPI_Init_thread(void *, void *, int, _Out_ int *)')(null, null, funneled, [0]);
  const rankOf = func('int MPI_Comm_rank(handle, _Out_ int *)');
  const sizeOf = func('int MPI_Comm_size(handle, _Out_ int *)');
  const rank = written((into) => rankOf(handles.world, into));
  const ranks = written((into) => sizeOf(handles.world, into));
  const collectives = collectivesOf(library, rank, ranks);
  const [abort, finalize] = [func('int MPI_Abort(handle, int)'), func('int MPI_Finalize()')];
  let uncaught: unknown;
  process.on('uncaughtExceptionMonitor', (error) => (uncaught = error));
  process.on('exit', (code) => {
    if (code === 0 || ranks === 1) {
      // MPI_Finalize waits for all others too, and takes a whole core for it.
      collectives.meet();
      finalize();
      return;
    }
    // Node says it after this, and MPI_Abort does not come back.
    if (uncaught !== undefined) console.error(uncaught);
    // Rank 0 says what there is to go on from.
    if (rank !== 0) sleep(1000);
    abort(handles.world, code);
  });
  expectLaunched(process.env, ranks, title);
  return { rank, ranks, library: title, sum: collectives.sum, gather: collectives.gather };
}
