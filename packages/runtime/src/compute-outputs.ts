import type { Engine, Images } from './engine.ts';
import type { ModelInfo } from '@resnet-compile/plan';
import type { Outputs } from './replica.ts';

/** What an engine computes of a batch: the logits alone, or all outputs of its model. */
export type Compute<Result> = (model: ModelInfo, engine: Engine, images: Images, batch: number) => Promise<Result>;

/** N×classes. */
export const computeLogits: Compute<Float32Array> = async (model, engine, images, batch) => {
  const [logits = new Float32Array(0)] = await compute(model, engine, images, batch, [model.classes]);
  return logits;
};

/** By name. */
export const computeOutputs: Compute<Outputs> = async (model, engine, images, batch) => {
  const sizes = model.outputs.map(({ shape }) => shape.reduce((product, extent) => product * extent, 1));
  const values = await compute(model, engine, images, batch, sizes);
  return Object.fromEntries(values.map((each, index) => [model.outputs[index]?.name, each]));
};

/** Values of a batch, so many of an image, in as many runs as the engine needs. */
async function compute(
  { input: [channels, height, width] }: ModelInfo,
  engine: Engine,
  images: Images,
  batch: number,
  sizes: readonly number[],
): Promise<readonly Float32Array[]> {
  const whole = sizes.map((size) => ({ size, values: new Float32Array(batch * size) }));
  const given = channels * height * width;
  const runs: (void | Promise<void>)[] = [];
  for (let first = 0, last = 0; first < batch; first = last) {
    last = Math.min(first + engine.largestBatch, batch);
    const [logits, ...taps] = whole.map(({ size, values }) => values.subarray(first * size, last * size));
    if (!logits) break;
    const run = engine.run(images.subarray(first * given, last * given), last - first, logits, ...taps);
    runs.push(engine.overlaps ? run : await run);
  }
  await Promise.all(runs);
  return whole.map(({ values }) => values);
}
