// What the trainer has in pages alone.
import { latestCheckpoint, opfsStore, saveCheckpoint, train } from '@resnet-compile/trainer';

export async function download(): Promise<Blob> {
  const store = await opfsStore('run');
  await saveCheckpoint(store, { step: 1, bytes: new Uint8Array(new SharedArrayBuffer(8)), isBest: false, keep: 1 });
  const found = await latestCheckpoint(store, console.warn);
  return new Blob([await store.read('best.safetensors'), found!.bytes]);
}
// @ts-expect-error a page has no folder
export const options: Parameters<typeof train>[0]['out'] = 'runs/first';
