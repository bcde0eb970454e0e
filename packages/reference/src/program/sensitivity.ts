import type { KernelProgram } from '@resnet-compile/ir';
import type { RunInputs } from '../run-inputs.ts';
import type { Values } from '../values.ts';
import { runWholeProgram, type ProgramOutputs } from './run-program.ts';

/** Sixteen roundings of float32: what a sum of some hundred numbers is off. */
const relative = 2 ** -20;
const trials = 8;

/**
 * How far each value that a program hands on moves, at the most, where every number that it is given, and every number that a
 * kernel computes, is off by some roundings of float32: what float32 can be asked for. Sums that cancel, variances of next to
 * nothing, and kinks and ties where two maxima are almost equal, all show in it. By `output`, the names of taps, and those
 * of results.
 */
export function sensitivity(program: KernelProgram, run: RunInputs): ReadonlyMap<string, number> {
  const exact = handedOn(runWholeProgram(program, run));
  const moved = new Map<string, number>();
  for (let trial = 1; trial <= trials; trial++) {
    const noise = noiseOf(trial);
    const off = (value: number): number => value * (1 + relative * noise());
    const allOff = ({ shape, data }: Values): Values => ({ shape, data: data.map(off) });
    const state = new Map(Array.from(run.state, ([name, values]) => [name, allOff(values)] as const));
    const others = handedOn(runWholeProgram(program, { ...run, images: allOff(run.images), state, off }));
    for (const [name, { data }] of exact)
      moved.set(name, Math.max(moved.get(name) ?? 0, apart(data, others.get(name)?.data ?? data)));
  }
  return moved;
}

const handedOn = ({ output, taps, results }: ProgramOutputs): ReadonlyMap<string, Values> =>
  new Map([['output', output], ...taps, ...results]);

const apart = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] ?? NaN))), 0);

/** −1 to 1, the same numbers for a trial whenever it runs. */
function noiseOf(trial: number): () => number {
  let state = Math.imul(trial, 0x9e3779b9);
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}
