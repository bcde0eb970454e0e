import {
  build,
  fuse,
  lower,
  recompute,
  schedule,
  simplify,
  type Mode,
  type PassRecord,
  type ScheduleContext,
} from '@resnet-compile/compiler';
import type { Network, Problem, TrainedNetwork } from '@resnet-compile/dsl';
import type { Graph, KernelProgram } from '@resnet-compile/ir';
import { callback, checkOptions, required, text, type Kinds } from '@resnet-compile/options';
import { declarationOf } from './declaration-of.ts';

export interface StagesOptions {
  readonly name: string;
  /** Names files in origins; by default as the stack trace did. */
  readonly positionFile?: (file: string) => string;
  /** Called after each pass. */
  readonly onPass?: (record: StageRecord) => void;
}

/** A pass that was run, and for what. */
export interface StageRecord extends PassRecord {
  readonly mode: Mode;
  /** The target's name, behind the stages that all targets share. */
  readonly target?: string;
}

/** The stages of a network's compilation, each done once for all who ask. */
export interface Stages {
  readonly name: string;
  readonly network: Network;
  /** As the layers stand in the model file. */
  readonly graph: Graph;
  /** What of it a training step differentiates by besides parameters. */
  readonly differentiated: Graph['taps'];
  /** What is right, and hardly meant. */
  readonly warnings: readonly Problem[];
  /** Scheduled for a target. `memoryBudget`: bytes of activations per image, in training. */
  program(mode: Mode, context: ScheduleContext, memoryBudget?: number): KernelProgram;
}

const kinds: Kinds<StagesOptions> = { name: required(text), positionFile: callback, onPass: callback };

/** Builds a network, or says all that is wrong with it. */
export function stagesOf(network: Network, options: StagesOptions): Stages | { readonly problems: readonly Problem[] } {
  checkOptions('stagesOf', options, kinds);
  const { name, positionFile, onPass } = options;
  const { initialization, zeroGamma } = (network as Partial<TrainedNetwork>).training ?? {};
  const { graph, differentiated, problems, warnings } = build(network, {
    name,
    positionFile,
    initialization,
    zeroGamma,
  });
  if (!graph) return { problems: [...network.problems, ...problems] };
  const observer = (mode: Mode, target?: string) =>
    onPass
      ? (record: PassRecord) => onPass({ ...record, mode, ...(target === undefined ? {} : { target }) })
      : undefined;
  const fused = remembering((mode: Mode) => {
    const observed = { mode, onPass: observer(mode) };
    const { loss } = declarationOf(network);
    return fuse(
      lower(simplify(graph, { ...observed, loss, explain: network.explain, gradients: differentiated }), observed),
      {
        onPass: observed.onPass,
      },
    );
  });
  const kept = remembering((memoryBudget: number | undefined) =>
    recompute(fused('training'), { memoryBudget, onPass: observer('training') }),
  );
  return {
    name,
    network,
    graph,
    differentiated,
    warnings,
    program: (mode, context, memoryBudget) =>
      schedule(mode === 'training' ? kept(memoryBudget) : fused(mode), {
        ...context,
        onPass: observer(mode, context.target.name),
      }),
  };
}

function remembering<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
