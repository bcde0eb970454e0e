import type { Graph, KernelProgram } from '@resnet-compile/ir';
import type { Pass } from './pass.ts';

export interface PassRecord {
  readonly pass: Pass<never, unknown, never>;
  readonly input: Graph | KernelProgram;
  readonly output: Graph | KernelProgram;
  readonly milliseconds: number;
}
export type PassObserver = (record: PassRecord) => void;

/** Runs one pass and tells the observer; a pass that throws is named. */
export function runPass<Input extends Graph | KernelProgram, Output extends Graph | KernelProgram, Context>(
  pass: Pass<Input, Output, Context>,
  input: Input,
  context: Context,
  onPass?: PassObserver,
): Output {
  const start = performance.now();
  const output = named(pass, input, context);
  onPass?.({
    pass: pass as unknown as PassRecord['pass'],
    input,
    output,
    milliseconds: performance.now() - start,
  });
  return output;
}

function named<Input, Output, Context>(pass: Pass<Input, Output, Context>, input: Input, context: Context): Output {
  try {
    return pass.run(input, context);
  } catch (error) {
    throw new Error(`pass ${pass.name} failed: ${(error as Error).message}`, { cause: error });
  }
}

/** One pass after the other. */
export const runPasses = <Value extends Graph | KernelProgram, Context>(
  passes: readonly Pass<Value, Value, Context>[],
  value: Value,
  context: Context,
  onPass?: PassObserver,
): Value => passes.reduce((given, pass) => runPass(pass, given, context, onPass), value);
