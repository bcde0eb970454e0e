import { InferenceSession, Tensor } from 'onnxruntime-node';

/** What onnxruntime makes of images by a file, its bytes or its path: outputs by name. */
export async function runFile(
  file: Uint8Array | string,
  images: Float32Array,
  shape: readonly number[],
): Promise<ReadonlyMap<string, Tensor>> {
  const options = { logSeverityLevel: 3, intraOpNumThreads: 1 } as const;
  const session =
    typeof file === 'string'
      ? await InferenceSession.create(file, options)
      : await InferenceSession.create(file, options);
  try {
    return new Map(Object.entries(await session.run({ images: new Tensor('float32', images, shape) })));
  } finally {
    await session.release();
  }
}
