import type { Network } from '@resnet-compile/dsl';
import { printModel } from '@resnet-compile/dsl/model-file';
import { countLayers, faultKind, reduce } from '@resnet-compile/dsl/reduce';
import { seed as firstSeed } from './fast-check.ts';
import { randomNetwork } from './random-networks/random-network.ts';

/** Throws where a network does not do what it should. */
export type Law = (network: Network) => void | Promise<void>;

/** How many networks a law is tried on, and from which seed on: `npm run random` says so, else the test. */
const [asked, from] = ['RESNET_COMPILE_RANDOM', 'RESNET_COMPILE_SEED'].map((name) => {
  const value = process.env[name];
  return value === undefined ? undefined : Number(value);
});

/** Milliseconds for the reduction of one failure. */
const patience = 60_000;

/** Failures of one kind. */
interface Failures {
  readonly seeds: number[];
  readonly reduced: string;
}

/**
 * Tries a law on the random networks of `count` seeds, each one more than the one before. It goes on behind a failure, and
 * throws at the end: for each kind of failure the seeds, and the smallest model file that fails alike.
 */
export async function holdsForNetworks(
  count: number,
  law: Law,
  make: (seed: number) => Network = (seed) => randomNetwork(seed),
): Promise<void> {
  const all = asked ?? count;
  const seeds = Array.from({ length: all }, (_, index) => (from ?? firstSeed) + index);
  const say = asked === undefined ? undefined : progressOf(all);
  const failures = new Map<string, Failures>();
  const failed = (): number => [...failures.values()].reduce((sum, each) => sum + each.seeds.length, 0);
  for (const [done, seed] of seeds.entries()) {
    say?.(done, failed());
    const network = make(seed);
    const error = await errorOf(law, network);
    if (!error) continue;
    const kind = kindOf(error);
    const known = failures.get(kind);
    if (known) known.seeds.push(seed);
    else failures.set(kind, { seeds: [seed], reduced: await reducedText(network, kind, law) });
  }
  if (failures.size === 0) return;
  const texts = Array.from(failures.values(), ({ seeds: of, reduced }) => `seeds ${of.join(', ')}: ${reduced}`);
  throw new Error(`${failed()} of ${all} random networks fail:\n\n${texts.join('\n\n')}`);
}

/** The smallest model file found in good time that fails alike, and how. */
async function reducedText(network: Network, kind: string, law: Law): Promise<string> {
  const end = performance.now() + patience;
  const fault = async (candidate: Network): Promise<Error | undefined> => {
    const error = await errorOf(law, candidate);
    return error && kindOf(error) === kind ? error : undefined;
  };
  const smallest = await reduce(
    network,
    async (candidate) => performance.now() < end && (await fault(candidate)) !== undefined,
  );
  const message = (await fault(smallest))?.message.split('\n').slice(0, 12).join('\n');
  return `${countLayers(smallest.body)} layers of ${countLayers(network.body)} are left, ${message}\n${printModel(smallest, { factored: false })}`;
}

async function errorOf(law: Law, network: Network): Promise<Error | undefined> {
  try {
    await law(network);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Of what is expected, the numbers alone tell apart. */
const kindOf = (error: Error): string => (error.name === 'AssertionError' ? error.name : faultKind(error));

/** Once in five seconds: what is done, how fast, and how long the rest will take. */
function progressOf(all: number): (done: number, failed: number) => void {
  const start = performance.now();
  let last = start;
  return (done, failed) => {
    const now = performance.now();
    if (now - last < 5000) return;
    last = now;
    const rate = done / ((now - start) / 1000);
    const left = Math.round((all - done) / rate);
    process.stderr.write(`${done} of ${all} networks, ${failed} failed, ${rate.toFixed(1)}/s, ${left} s left\n`);
  };
}
