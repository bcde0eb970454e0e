import { cpuTarget } from '@resnet-compile/backend-cpu';
import { buildWebGpuTrainingPlan, webgpuTrainingTarget } from '@resnet-compile/backend-webgpu';
import { arenaBytes, compile, liveBytes, type Compiled } from '@resnet-compile/compiler';
import { crossEntropy, sgd, type Network, type TrainedNetwork } from '@resnet-compile/dsl';
import type { Graph, Target } from '@resnet-compile/ir';
import { describeModel, emitDeclarations, emitModule, type ModuleParts } from '@resnet-compile/module';
import { cpuPart, programFor, summarize, type CompiledNetwork } from './compile-module.ts';
import { UserError } from './user-error.ts';

type Declaration = NonNullable<ModuleParts['training']>['declaration'];

export interface TrainingCompileOptions {
  /** Both devices by default. */
  readonly target?: 'cpu' | 'webgpu' | undefined;
  /** Most memory for the activations of a batch. */
  readonly budget?: { readonly bytes: number; readonly batch: number };
}

/** The training module of a network that is known to compile: forward, loss and backward as one program, ahead of time. */
export function compileTraining(network: Network, name: string, { target, budget }: TrainingCompileOptions = {}): CompiledNetwork {
  const declared = declarationOf(network);
  const { zeroGamma = false } = (network as Partial<TrainedNetwork>).training ?? {};
  const inference = programFor(network, name, cpuTarget);
  if (!inference.parameters.some(({ kind }) => kind === 'parameter')) throw new UserError(`${name} has no parameters to train; nothing was written. Compile it without --train.`);
  const compileFor = (machine: Target): Compiled => {
    const training = compile(network, { name, target: machine, mode: 'training', labelSmoothing: declared.labelSmoothing, ...(budget ? { memoryBudget: budget.bytes / budget.batch / headroom } : {}) });
    if ('problems' in training) throw new Error(`${name} compiles for inference and not for training`);
    return training;
  };
  const cpu = target === 'webgpu' ? undefined : compileFor(cpuTarget);
  const webgpu = target === 'cpu' ? undefined : compileFor(webgpuTrainingTarget);
  const { graph, program } = (cpu ?? webgpu)!;
  const plan = webgpu && buildWebGpuTrainingPlan(webgpu.program, programFor(network, name, webgpuTrainingTarget, { mode: 'evaluation' }), declared);
  const gpuBytes = { constant: 0, perImage: plan?.step.buffers.reduce((sum, { perImage }) => sum + perImage, 0) ?? 0 };
  const bytes = cpu ? arenaBytes(cpu.program) : gpuBytes;
  if (budget) for (const needed of [bytes, gpuBytes]) expectWithin(budget, needed, name);
  const model = describeModel(graph, inference);
  return {
    name: `${name}.train`,
    module: emitModule({
      model, prepare: cpu ? inference.prepare : [], ...(cpu ? { cpu: cpuPart(inference, false) } : {}),
      training: {
        declaration: { ...declared, zeroGammas: zeroGamma ? lastGammas(graph) : [] }, prepare: cpu ? program.prepare : [], smallestCount: smallestCount(graph),
        ...(cpu ? { cpu: cpuPart(cpu.program, false) } : {}), ...(plan ? { webgpu: plan } : {}),
      },
    }),
    declarations: emitDeclarations(model, { trains: true }),
    summary: summarize(model, graph, program, bytes.perImage, liveBytes(program)),
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
