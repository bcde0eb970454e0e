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

/** By name; with targets, N×classes, the gradients of the logits as well, weighted with these. */
export const computeOutputs =
  (targets?: Float32Array): Compute<Outputs> =>
  async (model, engine, images, batch) => {
    const outputs = [...model.outputs, ...((targets && model.explains) ?? [])];
    const sizes = outputs.map(({ shape }) => shape.reduce((product, extent) => product * extent, 1));
    const values = await compute(model, engine, images, batch, sizes, targets);
    return Object.fromEntries(values.map((each, index) => [outputs[index]?.name, each]));
  };

/** Values of a batch, so many of an image, in as many runs as the engine needs. */
async function compute(
  { input: [channels, height, width], classes }: ModelInfo,
  engine: Engine,
  images: Images,
  batch: number,
  sizes: readonly number[],
  targets?: Float32Array,
): Promise<readonly Float32Array[]> {
  const whole = sizes.map((size) => ({ size, values: new Float32Array(batch * size) }));
  const given = channels * height * width;
  const runs: (void | Promise<void>)[] = [];
  for (let first = 0, last = 0; first < batch; first = last) {
    last = Math.min(first + engine.largestBatch, batch);
    const run = engine.run(
      images.subarray(first * given, last * given),
      last - first,
      whole.map(({ size, values }) => values.subarray(first * size, last * size)),
      targets?.subarray(first * classes, last * classes),
    );
    runs.push(engine.overlaps ? run : await run);
  }
  await Promise.all(runs);
  return whole.map(({ values }) => values);
}
