import type { Graph, KernelProgram } from '@resnet-compile/ir';
import type { Pass, PassContext } from './pass.ts';

export interface PassRecord {
  readonly pass: Pass<never, unknown>;
  readonly input: Graph | KernelProgram;
  readonly output: Graph | KernelProgram;
  readonly milliseconds: number;
}
export type PassObserver = (record: PassRecord) => void;

/** Runs one pass and tells the observer; a pass that throws is named. */
export function runPass<Input extends Graph | KernelProgram, Output extends Graph | KernelProgram>(
  pass: Pass<Input, Output>,
  input: Input,
  context: PassContext,
  onPass?: PassObserver,
): Output {
  const start = performance.now();
  try {
    const output = pass.run(input, context);
    onPass?.({ pass: pass as unknown as Pass<never, unknown>, input, output, milliseconds: performance.now() - start });
    return output;
  } catch (error) {
    throw new Error(`pass ${pass.name} failed: ${(error as Error).message}`, { cause: error });
  }
}
