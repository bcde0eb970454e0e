import { cpuTarget } from '@resnet-compile/backend-cpu';
import { arenaBytes, compile, liveBytes } from '@resnet-compile/compiler';
import { crossEntropy, sgd, type Network, type TrainedNetwork } from '@resnet-compile/dsl';
import type { Graph } from '@resnet-compile/ir';
import { describeModel, emitDeclarations, emitModule, type ModuleParts } from '@resnet-compile/module';
import { cpuPart, programFor, summarize, type CompiledNetwork } from './compile-module.ts';
import { UserError } from './user-error.ts';

type Declaration = NonNullable<ModuleParts['training']>['declaration'];

/** The training module of a network that is known to compile: forward, loss and backward as one program, ahead of time. */
export function compileTraining(network: Network, name: string, budget?: { readonly bytes: number; readonly batch: number }): CompiledNetwork {
  const declared = declarationOf(network);
  const { zeroGamma = false } = (network as Partial<TrainedNetwork>).training ?? {};
  const inference = programFor(network, name, cpuTarget);
  if (!inference.parameters.some(({ kind }) => kind === 'parameter')) throw new UserError(`${name} has no parameters to train; nothing was written. Compile it without --train.`);
  const training = compile(network, { name, target: cpuTarget, mode: 'training', labelSmoothing: declared.labelSmoothing, ...(budget ? { memoryBudget: budget.bytes / budget.batch / headroom } : {}) });
  if ('problems' in training) throw new Error(`${name} compiles for inference and not for training`);
  if (budget) expectWithin(budget, arenaBytes(training.program), name);
  const model = describeModel(training.graph, inference);
  const cpu = cpuPart(training.program, false);
  return {
    name: `${name}.train`,
    module: emitModule({
      model, prepare: inference.prepare, cpu: cpuPart(inference, false),
      training: { declaration: { ...declared, zeroGammas: zeroGamma ? lastGammas(training.graph) : [] }, prepare: training.program.prepare, smallestCount: smallestCount(training.graph), ...cpu },
    }),
    declarations: emitDeclarations(model, { trains: true }),
    summary: summarize(model, training.graph, training.program, arenaBytes(training.program).perImage, liveBytes(training.program)),
  };
}

/** Halos, padding and gaps of the arena over what is live: 12 % at most in the networks measured. */
const headroom = 1.15;

function expectWithin({ bytes, batch }: { readonly bytes: number; readonly batch: number }, { constant, perImage }: { readonly constant: number; readonly perImage: number }, name: string): void {
  const least = constant + perImage * batch;
  if (least > bytes) throw new UserError(`${name}: the activations of a step of ${batch} images take ${(least / 2 ** 20).toFixed(0)} MiB at the least, --memory-budget allows ${(bytes / 2 ** 20).toFixed(0)} MiB; nothing was written. Allow more, or give a smaller --batch.`);
}

/** What a network declares, or what a user of residual networks expects. */
function declarationOf(network: Network): Omit<Declaration, 'zeroGammas'> {
  const { loss = crossEntropy(), optimizer = sgd(), clipNorm, accumulate, ema, initialization } = (network as Partial<TrainedNetwork>).training ?? {};
  const { problems: _, ...declared } = optimizer;
  return { optimizer: declared, labelSmoothing: loss.labelSmoothing, clipNorm: clipNorm ?? null, accumulate: accumulate ?? 1, ema: ema ?? null, fanIn: initialization === 'fan-in' };
}

/** The scales of the batch norms that end residuals' bodies. */
const lastGammas = (graph: Graph): readonly string[] =>
  graph.nodes.flatMap((node) => {
    if (node.op !== 'add') return [];
    const end = node.inputs[0]!.op === 'dropout' ? node.inputs[0]!.inputs[0]! : node.inputs[0]!;
    const gamma = end.op === 'batch_norm' ? end.inputs[1]! : undefined;
    return gamma?.op === 'parameter' ? [gamma.attributes.name] : [];
  });

/** The fewest values per image over which a batch norm averages. */
const smallestCount = (graph: Graph): number =>
  graph.nodes.reduce((least, { op, type }) => (op === 'batch_norm' ? Math.min(least, (type.shape[2] as number) * (type.shape[3] as number)) : least), 2 ** 30);
