import { parentPort } from 'node:worker_threads';
import { serveBatches } from '../src/batches/serve-batches.ts';
import { openMemory } from '../src/in-memory.ts';

// Late enough for the answers before to arrive.
parentPort!.on('message', ({ step }: { readonly step?: number }) => {
  if (step === 2)
    setTimeout(() => {
      throw new Error('I die on the third batch');
    }, 500);
});
serveBatches((data: Parameters<typeof openMemory>[0]) => {
  const reader = openMemory(data);
  let count = 0;
  return { image: (index) => (++count > 8 ? new Promise(() => {}) : reader.image(index)) };
});
