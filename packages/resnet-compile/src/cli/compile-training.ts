import { cpuTarget, emitLoss, emitUpdate } from '@resnet-compile/backend-cpu';
import { buildWebGpuTrainingPlan, webgpuTrainingTarget } from '@resnet-compile/backend-webgpu';
import { arenaBytes, compile, liveBytes, type Compiled } from '@resnet-compile/compiler';
import { crossEntropy, sgd, type Network, type TrainedNetwork } from '@resnet-compile/dsl';
import { lossRuleOf, updateRuleOf, type Graph, type Target } from '@resnet-compile/ir';
import { describeModel, emitDeclarations, emitModule, type ModuleParts } from '@resnet-compile/module';
import type { DeviceName } from '@resnet-compile/plan';
import { deviceStepMemory, evaluationMemory, stepMemory } from '@resnet-compile/runtime';
import { cpuPart, programFor, summarize, type CompiledNetwork, type MemoryUse } from './compile-module.ts';
import { UserError } from './user-error.ts';
import { withinBudget, type Budget } from './within-budget.ts';

type Declaration = NonNullable<ModuleParts['training']>['declaration'];

export interface TrainingCompileOptions {
  /** Both devices by default. */
  readonly target?: DeviceName | undefined;
  readonly budget?: Budget;
}

/** The training module of a network that is known to compile: forward, loss and backward as one program, ahead of time. */
export function compileTraining(
  network: Network,
  name: string,
  { target, budget }: TrainingCompileOptions = {},
): CompiledNetwork {
  const declared = declarationOf(network);
  const rule = updateRuleOf(declared.optimizer, declared.clipNorm);
  const step = { declaration: declared, moments: rule.moments.length };
  const { initialization, zeroGamma } = (network as Partial<TrainedNetwork>).training ?? {};
  const inference = programFor(network, name, cpuTarget);
  if (!inference.parameters.some(({ kind }) => kind === 'parameter'))
    throw new UserError(`${name} has no parameters to train; nothing was written. Compile it without --train.`);
  const compileFor = (machine: Target, memoryBudget?: number): Compiled => {
    const training = compile(network, {
      name,
      target: machine,
      mode: 'training',
      loss: declared.loss,
      ...(initialization === undefined ? {} : { initialization }),
      ...(zeroGamma === undefined ? {} : { zeroGamma }),
      ...(memoryBudget === undefined ? {} : { memoryBudget }),
    });
    if ('problems' in training) throw new Error(`${name} compiles for inference and not for training`);
    return training;
  };
  const evaluation = cpuPart(inference, false);
  const cpu =
    target === 'webgpu'
      ? undefined
      : withinBudget(name, budget, declared.accumulate, (memoryBudget) => {
          const compiled = compileFor(cpuTarget, memoryBudget);
          const part = cpuPart(compiled.program, false);
          const model = describeModel(compiled.graph, compiled.program);
          const memory = (batch: number): MemoryUse => ({
            step: stepMemory(model, part.plan, step, { batch }),
            inference: evaluationMemory(evaluation.plan, part.plan, declared.accumulate, { batch }),
          });
          return { compiled, part, memory, arena: arenaBytes(compiled.program).perImage };
        });
  const webgpu =
    target === 'cpu'
      ? undefined
      : withinBudget(name, budget, declared.accumulate, (memoryBudget) => {
          const compiled = compileFor(webgpuTrainingTarget, memoryBudget);
          const plan = buildWebGpuTrainingPlan(
            compiled.program,
            programFor(network, name, webgpuTrainingTarget, { mode: 'evaluation' }),
            declared,
          );
          return {
            compiled,
            plan,
            memory: (batch: number): MemoryUse => ({ step: deviceStepMemory(plan, batch) }),
            arena: plan.step.buffers.reduce((sum, { perImage }) => sum + perImage, 0),
          };
        });
  const {
    compiled: { graph, program },
    memory,
    arena,
  } = (cpu ?? webgpu)!;
  const model = describeModel(graph, program);
  const parts: Omit<ModuleParts, 'model'> = {
    prepare: cpu ? inference.prepare : [],
    ...(cpu ? { cpu: evaluation } : {}),
    training: {
      ...step,
      code: { loss: emitLoss(lossRuleOf(declared.loss)), ...(cpu ? { update: emitUpdate(rule) } : {}) },
      prepare: cpu ? program.prepare : [],
      smallestCount: smallestCount(graph),
      ...(declared.ema ? { momenta: momentaOf(graph) } : {}),
      ...(cpu ? { cpu: cpu.part } : {}),
      ...(webgpu ? { webgpu: webgpu.plan } : {}),
    },
  };
  const summary = { ...summarize(model, graph, program, arena, liveBytes(program)), memory };
  const emit = (as: string): CompiledNetwork => {
    const named = { ...model, name: as };
    return {
      name: `${as}.train`,
      module: emitModule({ model: named, ...parts }),
      declarations: emitDeclarations(named, { trains: true }),
      summary,
      renamed: emit,
    };
  };
  return emit(name);
}

/** What a network declares, or what a user of residual networks expects. */
function declarationOf(network: Network): Declaration {
  const {
    loss = crossEntropy(),
    optimizer = sgd(),
    clipNorm,
    accumulate,
    ema,
  } = (network as Partial<TrainedNetwork>).training ?? {};
  return {
    optimizer: dataOf(optimizer),
    loss: dataOf(loss),
    clipNorm: clipNorm ?? null,
    accumulate: accumulate ?? 1,
    ema: ema ?? null,
  };
}

/** A declaration without what was wrong with it, which is nothing. */
function dataOf<Declared extends object>(declared: Declared) {
  const data = Object.entries(declared).filter(([name]) => name !== 'problems');
  return Object.fromEntries(data) as unknown as Declared extends unknown ? Omit<Declared, 'problems'> : never;
}

/** The weight of a new batch in each running statistic. */
const momentaOf = (graph: Graph): Readonly<Record<string, number>> =>
  Object.fromEntries(
    graph.nodes.flatMap((node) =>
      node.op === 'batch_norm'
        ? node.inputs
            .slice(3)
            .map((statistic) => [
              (statistic as Extract<typeof statistic, { op: 'parameter' }>).attributes.name,
              node.attributes.momentum,
            ])
        : [],
    ),
  );

/** The fewest values per image over which a batch norm averages. */
const smallestCount = (graph: Graph): number =>
  graph.nodes.reduce(
    (least, { op, type }) =>
      op === 'batch_norm' ? Math.min(least, (type.shape[2] as number) * (type.shape[3] as number)) : least,
    2 ** 30,
  );
