import { adamW, dense, network, training } from '@resnet-compile/dsl';
import { compileTraining } from '@resnet-compile/driver';
import { cosine, type Evaluated, type StopSignal, type TrainingEvent } from '@resnet-compile/trainer';
import { train } from '@resnet-compile/trainer/run';
import { readSafetensors } from '@resnet-compile/weights/safetensors';
import { centred, centringOf, uncentred } from './centring.ts';
import { allOf, epochsOf, type Examples } from './examples.ts';
import { loadNetwork, type LoadedForTraining } from './load-network.ts';
import { expectGoing } from './stopped.ts';

/** How a head is trained. */
export interface HeadOptions {
  /** Passes over the examples; 30, or as many as make 400 steps. */
  readonly epochs?: number;
  /** The first learning rate, of AdamW; it falls to 0 as a cosine. 0.003. */
  readonly rate?: number;
  /** Examples of a step; 32, or all where there are fewer. */
  readonly batchSize?: number;
  /** Evaluations without a better one after which it ends; 8. There are 40 of them. */
  readonly patience?: number;
}

/** A head, as the last layer of a network has it. */
export interface FittedHead {
  /** Classes × features. */
  readonly weight: Float32Array<ArrayBuffer>;
  /** One for each class. */
  readonly bias: Float32Array<ArrayBuffer>;
  /** The best one, which the parameters are of; null where there was nothing to test on. */
  readonly evaluation: Evaluated | null;
}

interface Fitting extends HeadOptions {
  readonly seed: number;
  readonly signal: StopSignal | undefined;
  readonly onEvent: ((event: TrainingEvent) => void | Promise<void>) | undefined;
}

const fewestSteps = 400;
const evaluations = 40;

/**
 * Trains a linear layer on features, by a step that is compiled for it: softmax regression. Of the parameters that were
 * evaluated the best are kept.
 */
export async function fitHead(
  examples: { readonly train: Examples; readonly test: Examples | undefined },
  { classes, bias = true }: { readonly classes: number; readonly bias?: boolean },
  { signal, seed, onEvent, ...options }: Fitting,
): Promise<FittedHead> {
  const { size, labels } = examples.train;
  const { batchSize = 32, rate = 0.003, patience = 8 } = options;
  const perEpoch = Math.max(1, Math.floor(labels.length / batchSize));
  const { epochs = Math.max(30, Math.ceil(fewestSteps / perEpoch)) } = options;
  const centring = centringOf(examples.train, bias);
  const [learnt, tested] = [centred(examples.train, centring), examples.test && centred(examples.test, centring)];
  const head = training(network({ input: [size, 1, 1] }, { fc: dense(classes, { bias }) }), {
    optimizer: adamW({ decay: 'weights' }),
  });
  const loaded = await loadNetwork<LoadedForTraining>(head, (stages) => compileTraining(stages, { target: 'cpu' }), {
    device: 'cpu',
    seed,
  });
  try {
    let best: Uint8Array | undefined;
    const summary = await train({
      network: loaded,
      data: { train: epochsOf(learnt, batchSize), ...(tested ? { test: () => allOf(tested) } : {}) },
      epochs,
      schedule: cosine({ base: rate }),
      seed,
      evaluateEvery: Math.max(1, Math.ceil((epochs * perEpoch) / evaluations)),
      checkpointEvery: epochs * perEpoch,
      ...(tested ? { patience } : {}),
      signal,
      async onEvent(event) {
        if (event.kind === 'checkpoint' && (event.isBest || !tested)) best = event.bytes;
        await onEvent?.(event);
      },
    });
    expectGoing(signal);
    const state = best ? readSafetensors(best) : undefined;
    const of = (name: string): Float32Array => state?.get(name)?.data ?? new Float32Array(0);
    return { ...uncentred(of('fc.weight'), of('fc.bias'), centring), evaluation: summary.best };
  } finally {
    await loaded.dispose();
  }
}
