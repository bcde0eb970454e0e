import type { PreparePlan } from '@resnet-compile/ir';
import type { Engine, Images } from './engine.ts';
import type { State } from './weights.ts';
import type { ModelInfo } from './model-info.ts';
import { prepareState } from './prepare.ts';
import { createQueue } from './queue.ts';
import type { Replica } from './replica.ts';
import { copyState } from './state.ts';

/** The network over an engine on this thread. */
export async function createEngineReplica(
  model: ModelInfo,
  prepare: PreparePlan,
  engine: Engine,
  initial: State,
): Promise<Replica> {
  let state = initial;
  await engine.prepare(prepareState(prepare, state));
  const inOrder = createQueue();
  return {
    device: engine.device,
    threads: engine.threads,
    predict(images, batch) {
      const task = (): Promise<Float32Array> => logitsOf(model, engine, images, batch);
      return engine.overlaps ? inOrder.overlapping(task) : inOrder(task);
    },
    // Between 1 and 5 % of a call on two threads is what a copy would take, and more than half of one on a fast GPU.
    predictAtOnce: (images, batch) =>
      batch <= engine.largestBatch * (engine.readsAtOnce ?? 0) && inOrder.isIdle()
        ? inOrder.now(() => logitsOf(model, engine, images, batch), engine.overlaps)
        : undefined,
    stateDict: () => inOrder(async () => Object.fromEntries(await copyState(state))),
    loadStateDict: (next) =>
      inOrder(async () => {
        await engine.prepare(prepareState(prepare, next));
        state = next;
      }),
    dispose: () => inOrder(async () => engine.dispose()),
  };
}

/** N×classes of a batch, in as many runs as the engine needs. */
export async function logitsOf(
  { input, classes }: ModelInfo,
  engine: Engine,
  images: Images,
  batch: number,
): Promise<Float32Array> {
  const logits = new Float32Array(batch * classes);
  const size = input[0] * input[1] * input[2];
  const runs: (void | Promise<void>)[] = [];
  for (let first = 0, last = 0; first < batch; first = last) {
    last = Math.min(first + engine.largestBatch, batch);
    const run = engine.run(
      images.subarray(first * size, last * size),
      last - first,
      logits.subarray(first * classes, last * classes),
    );
    runs.push(engine.overlaps ? run : await run);
  }
  await Promise.all(runs);
  return logits;
}
