import { readSafetensors, writeSafetensors } from '@resnet-compile/weights/safetensors';

/** A state dict as bytes. */
export const toBytes = (state) =>
  writeSafetensors(Object.entries(state).map(([name, data]) => ({ name, shape: [data.length], data })));

/** The state dict that bytes hold. */
export const fromBytes = (bytes) =>
  Object.fromEntries(Array.from(readSafetensors(new Uint8Array(bytes)), ([name, { data }]) => [name, data]));
