import { emitLoss } from '@resnet-compile/backend-cpu';
import { isMoved, itemOf, lossRuleOf, nodesOf, updateRuleOf, type Graph, type Node } from '@resnet-compile/ir';
import { describeModel, type ModuleParts } from '@resnet-compile/module';
import { boolean, checkOptions, integer, isOptions, kind, oneOf, required, type Kinds } from '@resnet-compile/options';
import { backendsFor, targetNames, type TargetName } from './backends.ts';
import { CannotCompile } from './cannot-compile.ts';
import { compiledNetwork, summarize, type CompiledNetwork } from './compiled-network.ts';
import { declarationOf } from './declaration-of.ts';
import type { Stages } from './stages-of.ts';
import { each } from '@resnet-compile/plan/backend';
import { withinBudget, type Budget } from './within-budget.ts';

export interface TrainingModuleOptions {
  /** The only one; by default, the module trains wherever it would run. */
  readonly target?: TargetName;
  /** Other programs for GPUs that are programs of the CPU, as SwiftShader. */
  readonly softwareGpu?: boolean;
  /** Most memory of a step. */
  readonly budget?: Budget;
}

const kinds: Kinds<TrainingModuleOptions> = {
  target: oneOf(targetNames),
  softwareGpu: boolean,
  budget: kind('{ bytes, batch }', isOptions),
};
const budgetKinds: Kinds<Budget> = {
  bytes: required(kind('a number of bytes', (value) => typeof value === 'number' && value >= 0)),
  batch: required(integer(1)),
};

/**
 * The module that trains a network: forward, loss and backward as one program, ahead of time.
 *
 * @throws {CannotCompile} where there is nothing to train, nothing that trains on the target, or too little memory.
 */
export function compileTraining(stages: Stages, options: TrainingModuleOptions = {}): CompiledNetwork {
  checkOptions('compileTraining', options, kinds);
  const { target, budget, softwareGpu = false } = options;
  if (budget) checkOptions('compileTraining', budget, budgetKinds, { within: 'budget.' });
  const { name, graph } = stages;
  const declaration = declarationOf(stages.network);
  const { optimizer, clipNorm, accumulate, loss, ema } = declaration;
  const moments = updateRuleOf(optimizer, clipNorm).moments.length;
  if (!graph.nodes.some((node) => node.op === 'parameter' && node.attributes.kind === 'parameter'))
    throw new CannotCompile(`${name} has no parameters to train. Compile it without a training step.`);
  const made = backendsFor(target).flatMap(({ device, inference, training }) => {
    if (!training) return [];
    const predicting = each(inference.targets({ softwareGpu }), (machine) =>
      stages.program('inference', { target: machine }),
    );
    const step = withinBudget(name, budget, accumulate, (memoryBudget) => {
      const steps = each(training.targets({ softwareGpu }), (machine) =>
        stages.program('training', { target: machine }, memoryBudget),
      );
      const [program] = steps;
      const model = describeModel(graph, program, stages.network.explain, stages.differentiated);
      const emitted = training.emit(steps, predicting, model, { declaration, moments });
      return { program, model, emitted, memory: emitted.memory };
    });
    return [{ device, ...step }];
  });
  if (made.length === 0) throw new CannotCompile(`${name}: there is no training step for the target ${target}.`);
  const { program, model, emitted } = itemOf(made, 0);
  const parts: ModuleParts = {
    model,
    prepare: emitted.inference.prepare,
    ...Object.fromEntries(made.map(({ device, emitted: { inference } }) => [device, inference.part])),
    training: {
      declaration,
      moments,
      loss: emitLoss(lossRuleOf(loss)),
      prepare: made.flatMap(({ emitted: { prepare } }) => (prepare.length ? [prepare] : []))[0] ?? [],
      smallestCount: smallestCount(graph),
      ...(ema ? { momenta: momentaOf(graph) } : {}),
      ...Object.fromEntries(made.map(({ device, emitted: { part } }) => [device, part])),
    },
  };
  return compiledNetwork(parts, summarize(model, graph, program, emitted));
}

/** The weight of a new batch in each running statistic; shared ones are updated several times. */
function momentaOf(graph: Graph): Readonly<Record<string, number>> {
  const momenta: Record<string, number> = {};
  for (const { inputs, attributes } of nodesOf(graph, 'batch_norm'))
    for (const statistic of movedBy(inputs)) {
      const before = momenta[statistic];
      const { momentum } = attributes;
      momenta[statistic] = before === undefined ? momentum : 1 - (1 - before) * (1 - momentum);
    }
  return momenta;
}

/** The fewest values per image over which a batch norm averages. */
const smallestCount = (graph: Graph): number =>
  nodesOf(graph, 'batch_norm').reduce(
    (least, { inputs, type }) =>
      movedBy(inputs).length ? Math.min(least, (type.shape[2] as number) * (type.shape[3] as number)) : least,
    2 ** 30,
  );

/** The running statistics of a batch norm that a step moves: none where it evaluates by them. */
const movedBy = (inputs: readonly Node[]): readonly string[] =>
  inputs.flatMap((each) => (each.op === 'parameter' && isMoved(each.attributes) ? [each.attributes.name] : []));
