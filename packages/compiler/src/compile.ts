import type { Network, Problem } from '@resnet-compile/dsl';
import {
  boolean,
  callback,
  checkOptions,
  checkValue,
  kind,
  oneOf,
  required,
  text,
  type Kinds,
} from '@resnet-compile/options';
import {
  isLossKind,
  multiplyAdds,
  verifyGraph,
  verifyProgram,
  type Graph,
  type KernelProgram,
  type LossDeclaration,
  type Target,
} from '@resnet-compile/ir';
import { buildGraph, type Initialization } from './1-build/build-graph.ts';
import { pipeline } from './pipeline.ts';
import type { Pass, PassContext } from './pass.ts';
import { runPass, type PassObserver } from './run-pass.ts';

export interface CompileOptions {
  readonly name: string;
  readonly target: Target;
  /** Names files in origins; by default as the stack trace did. */
  readonly positionFile?: (file: string) => string;
  /**
   * Whether the program runs the network or makes a training step of it; `'inference'` by default. `'evaluation'` runs it
   * on the parameters as they are in training: nothing is folded.
   */
  readonly mode?: 'inference' | 'training' | 'evaluation';
  /** As what parameters begin, where that is not torchvision's way. */
  readonly initialization?: Initialization['initialization'];
  readonly zeroGamma?: Initialization['zeroGamma'];
  /** Of training; cross entropy by default. */
  readonly loss?: LossDeclaration;
  /** Bytes of activations per image, in training: more is computed again, as far as it takes. */
  readonly memoryBudget?: number;
  /** Schedules that were measured on the target. */
  readonly schedules?: PassContext['schedules'];
  /** Called after each pass, with its input and output. */
  readonly onPass?: PassObserver;
}

const kinds: Kinds<CompileOptions> = {
  name: required(text),
  target: required(
    kind(
      'a target such as cpuTarget',
      (value) => typeof (value as { name?: unknown } | null | undefined)?.name === 'string',
    ),
  ),
  positionFile: callback,
  mode: oneOf(['inference', 'training', 'evaluation']),
  initialization: oneOf(['fan-out', 'fan-in']),
  zeroGamma: boolean,
  loss: kind('a loss such as crossEntropy()', (value) =>
    isLossKind((value as { kind?: unknown } | null | undefined)?.kind),
  ),
  memoryBudget: kind('a number of bytes', (value) => typeof value === 'number' && !Number.isNaN(value)),
  schedules: callback,
  onPass: callback,
};
const networkKind = kind('a network', (value) => (value as { kind?: unknown } | null | undefined)?.kind === 'network');

export interface Compiled {
  /** As the layers stand in the model file. */
  readonly graph: Graph;
  /** Verified and scheduled for the target. */
  readonly program: KernelProgram;
}

/**
 * The compiler: a network of the DSL → a scheduled program for one target.
 *
 * @returns the program, or the user's mistakes in shapes. Mistakes that the DSL recorded are not looked at here.
 * @throws {TypeError | RangeError} for options that are wrong, and for a network to train that has nothing to be trained.
 */
export function compile(
  network: Network,
  options: CompileOptions,
): Compiled | { readonly problems: readonly Problem[] } {
  checkValue('compile: the network', network, networkKind);
  checkOptions('compile', options, kinds);
  const { name, target, positionFile, loss, memoryBudget, schedules, onPass } = options;
  const { graph, problems } = buildGraph(network, name, positionFile, options);
  if (!graph) return { problems };
  const context = {
    target,
    parametersChange: options.mode !== undefined && options.mode !== 'inference',
    ...(loss ? { loss } : {}),
    ...(memoryBudget === undefined ? {} : { memoryBudget }),
    ...(schedules ? { schedules } : {}),
  };
  const passes: readonly Pass<Graph>[] = pipeline[options.mode ?? 'inference'];
  const simplified = passes.reduce((value, pass) => runPass(pass, value, context, onPass), graph);
  verifyGraph(simplified);
  if (options.mode === 'training' && !simplified.results.some(({ name: result }) => result.startsWith('gradient ')))
    throw new RangeError(
      `compile: ${name} has no parameters to train; expected one at least that its output depends on`,
    );
  const lowered = runPass(pipeline.lower, simplified, context, onPass);
  const program = pipeline.program.reduce((value, pass) => runPass(pass, value, context, onPass), lowered);
  verifyProgram(program, target);
  return { graph, program };
}

/** Multiply-adds of one image. */
export const multiplyAddsOf = (graph: Graph): number => graph.nodes.reduce((sum, node) => sum + multiplyAdds(node), 0);
