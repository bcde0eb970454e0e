// Where pages, servers and workers put results: all of these take memory of one's own alone, since TypeScript 5.9 says so.
import { batches, inMemory } from '@resnet-compile/data';
import { decodeImage } from '@resnet-compile/data/image-folder';
import { weightsOf, type CheckpointStore, type TrainingEvent } from '@resnet-compile/trainer';
import { readSafetensors, writeSafetensors } from '@resnet-compile/weights';
import { load } from './dist/net.js';
import { load as loadTraining } from './dist/net.train.js';

/** Everything that a page does with bytes. */
async function put(
  values: Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>,
  file: FileSystemWritableFileStream,
  stream: WritableStream<BufferSource>,
): Promise<void> {
  const whole = new File([new Blob([values]), values], 'values.bin');
  await fetch('/values', { method: 'POST', body: values });
  await fetch('/values', { method: 'POST', body: whole });
  await new Response(values).arrayBuffer();
  await crypto.subtle.digest('SHA-256', values);
  await file.write(values);
  await stream.getWriter().write(values);
  navigator.sendBeacon('/values', values);
  new WebSocket('/values').send(values);
}

export async function use(file: FileSystemWritableFileStream, stream: WritableStream<BufferSource>): Promise<void> {
  const network = await load({
    device: 'auto',
    gpu: globalThis,
    weights: new URL('weights.safetensors', import.meta.url),
  });
  const trains = await loadTraining();
  const logits = await network.predict(new Float32Array(3072));
  const checkpoint = await trains.checkpoint();
  const file2 = writeSafetensors([{ name: 'logits', shape: [10], data: logits }]);
  const picture = await decodeImage(checkpoint, 'picture.png');
  const set = inMemory({ name: 'own', pixels: picture.data, labels: [0], shape: [3, 32, 32], classes: ['a'] });
  for (const values of [
    logits,
    checkpoint,
    (await network.stateDict())['fc.bias'],
    (await trains.averagedStateDict())['fc.bias'],
    file2,
    readSafetensors(file2).get('logits')!.data,
    picture.data,
    set.labels,
    weightsOf(checkpoint, ['fc.bias']),
  ])
    await put(values, file, stream);
  for await (const { images, labels, indices } of batches(set, { batchSize: 1 }))
    for (const values of [images, labels, indices]) await put(values, file, stream);
}

export const onEvent =
  (file: FileSystemWritableFileStream, stream: WritableStream<BufferSource>) =>
  async (event: TrainingEvent): Promise<void> => {
    if (event.kind === 'checkpoint') await put(event.bytes, file, stream);
  };

/** A store of one's own is handed bytes that a request takes. */
export const remote: CheckpointStore = {
  names: async () => [],
  read: async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer()),
  write: async (name, bytes) => void (await fetch(name, { method: 'PUT', body: bytes })),
  remove: async (name) => void (await fetch(name, { method: 'DELETE' })),
};
