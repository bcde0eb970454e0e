/// <reference lib="esnext.disposable" />
import type { DeviceName } from '@resnet-compile/plan';
import type { Images } from './engine.ts';
import type { State } from './weights.ts';

/** The values of a batch, N×shape, by the names of the model's outputs. */
export type Outputs = Record<string, Float32Array>;

/** A network where it lives: on this thread, or in a worker. What it is given was checked, and is its own. */
export interface Replica {
  readonly device: DeviceName;
  readonly threads: number;
  predict(images: Images, batch: number): Promise<Float32Array>;
  /** With `targets`, N×classes, the gradients of the logits as well, weighted with these. */
  run(images: Images, batch: number, targets?: Float32Array): Promise<Outputs>;
  /** Whether a call for a batch of so many, made now, has read its images when it returns: they may be the caller's. */
  readsAtOnce?(batch: number): boolean;
  stateDict(): Promise<Record<string, Float32Array>>;
  loadStateDict(state: State): Promise<void>;
  /** Calls made before still finish. */
  dispose(): Promise<void>;
}

/** Holds a replica until it is disposed of: whoever keeps the network then keeps no memory with it. */
export function holdReplica<Kind extends Replica>(name: string, replica: Kind) {
  let held: Kind | undefined = replica;
  let disposal: Promise<void> | undefined;
  return {
    /** @throws {Error} where it is disposed. */
    get(): Kind {
      if (!held) throw new Error(`${name} is disposed`);
      return held;
    },
    dispose(): Promise<void> {
      disposal ??= held?.dispose() ?? Promise.resolve();
      held = undefined;
      return disposal;
    },
  };
}

/** `await using` disposes; hosts that do not know it lack the symbol. */
export const asyncDispose = (dispose: () => Promise<void>): { [Symbol.asyncDispose](): Promise<void> } =>
  (Symbol.asyncDispose ? { [Symbol.asyncDispose]: dispose } : {}) as { [Symbol.asyncDispose](): Promise<void> };
