import type { PreparePlan } from '@resnet-compile/ir';
import { computeLogits, computeOutputs, type Compute } from './compute-outputs.ts';
import type { Engine, Images } from './engine.ts';
import type { State } from './weights.ts';
import type { ModelInfo } from '@resnet-compile/plan';
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
  // Between 1 and 5 % of a call on two threads is what a copy would take, and more than half of one on a fast GPU.
  const readsAtOnce = (batch: number): boolean =>
    batch <= engine.largestBatch * (engine.readsAtOnce ?? 0) && inOrder.isIdle();
  const answer =
    <Result>(compute: Compute<Result>) =>
    (images: Images, batch: number): Promise<Result> => {
      const task = (): Promise<Result> => compute(model, engine, images, batch);
      if (readsAtOnce(batch)) return inOrder.now(task, engine.overlaps);
      return engine.overlaps ? inOrder.overlapping(task) : inOrder(task);
    };
  return {
    device: engine.device,
    threads: engine.threads,
    predict: answer(computeLogits),
    run: (images, batch, targets) => answer(computeOutputs(targets))(images, batch),
    readsAtOnce,
    stateDict: () => inOrder(async () => Object.fromEntries(await copyState(state))),
    loadStateDict: (next) =>
      inOrder(async () => {
        await engine.prepare(prepareState(prepare, next));
        state = next;
      }),
    dispose: () => inOrder(async () => engine.dispose()),
  };
}
