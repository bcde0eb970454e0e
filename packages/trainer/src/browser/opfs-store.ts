import { checkValue, text } from '@resnet-compile/options';
import type { CheckpointStore } from '../checkpoints.ts';

/**
 * Checkpoints in the browser's own file system, a folder of this origin. What is written replaces the old file when it is
 * whole, and not before; a new one is empty until then, and so passed over. https://fs.spec.whatwg.org
 */
export async function opfsStore(name: string): Promise<CheckpointStore<ArrayBuffer>> {
  checkValue('opfsStore: the name', name, text);
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
  return {
    async names() {
      const names: string[] = [];
      for await (const name of folder.keys()) names.push(name);
      return names;
    },
    read: async (name) => new Uint8Array(await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer()),
    async write(name, bytes) {
      const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await file.write(bytes);
      await file.close();
    },
    remove: (name) => folder.removeEntry(name),
  };
}
