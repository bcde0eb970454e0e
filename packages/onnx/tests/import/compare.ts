import { build } from '@resnet-compile/compiler';
import { runGraph, toState, toValues } from '@resnet-compile/reference';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect } from 'vitest';
import { importOnnx, type Imported, type ImportOptions } from '../../src/index.ts';

/** Images of which no two pixels are alike. */
export const imagesOf = (shape: readonly number[]): Float32Array =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => Math.sin(index * 12.9898) * 1.3);

/** Logits of a network and its state, by the interpreter of graphs. */
export function logitsOf({ network, state }: Imported, images: Float32Array, count: number): Float64Array {
  const { graph, problems } = build(network, { name: 'imported' });
  expect(problems).toEqual([]);
  expect(graph).toBeDefined();
  const shape = [count, ...network.input];
  return graph
    ? runGraph(graph, { images: toValues({ shape, data: images }), state: toState(state) }).data
    : new Float64Array();
}

/** Logits of a file, by onnxruntime. */
export async function theirLogits(
  bytes: Uint8Array,
  images: Float32Array,
  shape: readonly number[],
): Promise<Float32Array> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const [input = ''] = session.inputNames;
  const [output = ''] = session.outputNames;
  const results = await session.run({ [input]: new Tensor('float32', images, shape) }, [output]);
  return results[output]?.data as Float32Array;
}

/** The network of a file gives what the file gives by onnxruntime, up to rounding: `tolerance` of the largest logit. */
export async function expectSameLogits(
  bytes: Uint8Array,
  options: ImportOptions & {
    readonly batch?: number;
    readonly tolerance?: number;
    readonly by?: Uint8Array;
    readonly isSoftmax?: true;
    readonly isChannelsLast?: true;
  } = {},
): Promise<Imported> {
  const { batch = 1, tolerance = 1e-5, by = bytes, isSoftmax, isChannelsLast, ...told } = options;
  const imported = importOnnx(bytes, told);
  const shape = [batch, ...imported.network.input];
  const images = imagesOf(shape);
  const given = logitsOf(imported, images, batch);
  const ours = isSoftmax ? softmaxOf(given, batch) : given;
  const theirs = isChannelsLast
    ? await theirLogits(by, channelsLast(images, imported.network.input), [
        batch,
        ...imported.network.input.slice(1),
        imported.network.input[0],
      ])
    : await theirLogits(by, images, shape);
  expect(ours.length).toBe(theirs.length);
  const largest = Math.max(...theirs.map(Math.abs));
  expect(Math.max(...theirs.map((each, index) => Math.abs(each - (ours[index] ?? NaN)))) / largest).toBeLessThan(
    tolerance,
  );
  expect(largest).toBeGreaterThan(1e-3);
  return imported;
}

function softmaxOf(logits: Float64Array, rows: number): Float64Array {
  const count = logits.length / rows;
  return logits.map((logit, index) => {
    const row = logits.subarray(Math.floor(index / count) * count, (Math.floor(index / count) + 1) * count);
    return Math.exp(logit) / row.reduce((sum, each) => sum + Math.exp(each), 0);
  });
}

const channelsLast = (
  images: Float32Array,
  [channels, height, width]: readonly [number, number, number],
): Float32Array =>
  images.map((_, index) => images[(index % channels) * height * width + Math.floor(index / channels)] ?? 0);
