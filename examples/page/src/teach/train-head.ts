import { compiling, importText } from '../compiling/compiling.ts';

/** What it learns from: features, and the class of each. */
export interface Lesson {
  readonly features: readonly Float32Array[];
  readonly labels: readonly number[];
  readonly classes: number;
}

/** How learning goes. */
export interface Learning {
  readonly step: number;
  /** On what it learns from. */
  readonly loss: number;
  /** Of the examples that were held back, or where there are too few, of all: the part that it tells right. */
  readonly right: number;
}

/** The last layer: a row of weights for each class. */
export interface Head {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

interface HeadNetwork {
  trainStep(options: { images: Float32Array; labels: Int32Array; learningRate: number }): Promise<{ loss: number }>;
  evaluate(batch: { images: Float32Array; labels: Int32Array }): Promise<{ correct: number }>;
  stateDict(): Promise<Record<string, Float32Array>>;
  dispose(): Promise<void>;
}

export const steps = 200;
const learningRate = 0.02;

/**
 * Trains a network's last layer on what its body gives, all examples at each step: the layer is compiled in the page, for as many
 * classes as there are.
 */
export async function trainHead(
  lesson: Lesson,
  onLearning: (learning: Learning) => void,
  signal?: AbortSignal,
): Promise<Head> {
  const { features, labels, classes } = lesson;
  const text = await compiling().compileHead(features[0]?.length ?? 1, classes);
  const { load } = await importText<{ load(options: object): Promise<HeadNetwork> }>(text);
  const network = await load({ device: 'cpu', seed: 1 });
  try {
    const held = heldBack(labels);
    const learned = batchOf(lesson, (at) => !held.has(at));
    const tested = held.size ? batchOf(lesson, (at) => held.has(at)) : learned;
    for (let step = 1; step <= steps; step++) {
      signal?.throwIfAborted();
      const { loss } = await network.trainStep({
        ...learned,
        learningRate: learningRate * (1 - (step - 1) / steps),
      });
      if (step % 4) continue;
      const { correct } = await network.evaluate(tested);
      onLearning({ step, loss, right: correct / tested.labels.length });
    }
    const [weight = new Float32Array(0), bias = new Float32Array(0)] = Object.values(await network.stateDict());
    return { weight, bias };
  } finally {
    await network.dispose();
  }
}

/** Every fifth example of each class. */
function heldBack(labels: readonly number[]): ReadonlySet<number> {
  const counts = new Map<number, number>();
  return new Set(
    labels.flatMap((label, at) => {
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      return count % 5 ? [] : [at];
    }),
  );
}

function batchOf(
  { features, labels }: Lesson,
  isIn: (at: number) => boolean,
): { readonly images: Float32Array; readonly labels: Int32Array } {
  const chosen = features.flatMap((values, at) => (isIn(at) ? [{ values, label: labels[at] ?? 0 }] : []));
  const size = features[0]?.length ?? 0;
  const images = new Float32Array(chosen.length * size);
  for (const [n, { values }] of chosen.entries()) images.set(values, n * size);
  return { images, labels: Int32Array.from(chosen, ({ label }) => label) };
}
