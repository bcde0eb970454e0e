import { passes } from '@resnet-compile/compiler';
import type { StageRecord } from '@resnet-compile/driver';
import {
  printGraph,
  printProgram,
  verifyGraph,
  verifyProgram,
  type Graph,
  type KernelProgram,
} from '@resnet-compile/ir';
import { kind, oneOf, type Kind } from '@resnet-compile/options';
import { givenValue } from './given-value.ts';
import { passTimes, stageName } from './pass-times.ts';
import { UserError } from './user-error.ts';

/** What may be seen of the compiler's passes. */
export interface WatchOptions {
  /** After each pass, or `after:<pass>`. */
  readonly dumpIr?: string | true;
  readonly stopAfter?: string;
  readonly verifyEach?: boolean;
  readonly timePasses?: boolean;
}

/** Ends a compilation that was to go no further. */
class Stopped extends Error {}

export interface WatchedPasses {
  readonly onPass?: (record: StageRecord) => void;
  /** What compiles, or nothing where it is stopped. */
  readonly whole: <Made>(make: () => Promise<Made>) => Promise<Made | undefined>;
  /** For the end of all. @throws {UserError} where no network came to the pass to stop after. */
  readonly report: () => string;
}

const names = passes.map(({ name }) => name);
const passName: Kind = oneOf(names);
const prefix = 'after:';
const dumpMoment: Kind = kind(`${prefix}<pass>, of ${names.join(', ')}`, (value) =>
  names.some((name) => value === prefix + name),
);

/** Prints, verifies and times what passes make, as told; `say` gets lines. @throws {UserError} where there is no such pass. */
export function watchPasses(
  { dumpIr, stopAfter, verifyEach, timePasses }: WatchOptions,
  say: (text: string) => void,
): WatchedPasses {
  // Here, so that the list of passes is loaded by who compiles alone.
  if (typeof dumpIr === 'string') givenValue('--dump-ir', dumpMoment)(dumpIr);
  if (stopAfter !== undefined) givenValue('--stop-after', passName)(stopAfter);
  if (!(dumpIr || stopAfter || verifyEach || timePasses)) return { whole: (make) => make(), report: () => '' };
  const records: StageRecord[] = [];
  let stopped = false;
  return {
    onPass(record) {
      const { name } = record.pass;
      records.push(record);
      if (verifyEach) verify(record);
      if (dumpIr === true || dumpIr === prefix + name || stopAfter === name) say(dumped(record));
      if (stopAfter === name) throw new Stopped();
    },
    async whole(make) {
      try {
        return await make();
      } catch (error) {
        if (!(error instanceof Stopped)) throw error;
        stopped = true;
        return undefined;
      }
    },
    report() {
      if (stopAfter !== undefined && !stopped)
        throw new UserError(
          `--stop-after ${stopAfter}: no network came to that pass; nothing was written. Passes of training need --train.`,
        );
      return timePasses ? passTimes(records) : '';
    },
  };
}

const isGraph = (value: Graph | KernelProgram): value is Graph => 'nodes' in value;

function dumped(record: StageRecord): string {
  const { pass, input, output } = record;
  const head = `--- ${output.name}, ${stageName(record)}, after ${pass.name}`;
  if (input === output) return `${head}: unchanged\n`;
  return `${head}\n${isGraph(output) ? printGraph(output) : printProgram(output)}`;
}

/** @throws {Error} that names the pass behind which an invariant does not hold. */
function verify(record: StageRecord): void {
  const { pass, output } = record;
  try {
    if (isGraph(output)) verifyGraph(output);
    else verifyProgram(output);
  } catch (error) {
    throw new Error(`after ${pass.name} (${stageName(record)}): ${(error as Error).message}`, { cause: error });
  }
}
