import { readSafetensors, writeSafetensors } from '@resnet-compile/weights/safetensors';

/** A state dict as bytes, and back. */
export const toBytes = (state) =>
  writeSafetensors(Object.entries(state).map(([name, data]) => ({ name, shape: [data.length], data })));
export const fromBytes = (bytes) =>
  Object.fromEntries(Array.from(readSafetensors(new Uint8Array(bytes)), ([name, { data }]) => [name, data]));

/** Trains on `images` images of one's own, in a tab or in Node, whenever the server sends a network, until it says that that is all. */
export async function takePart(url, network, images, open) {
  const socket = new WebSocket(`${url}?images=${images}`);
  socket.binaryType = 'arraybuffer';
  let epoch = 0;
  const learn = async ({ data }) => {
    await network.loadStateDict(fromBytes(data));
    for await (const batch of open(epoch++)) await network.trainStep({ ...batch, learningRate: 0.05 });
    socket.send(toBytes(await network.stateDict()));
  };
  await new Promise((resolve, reject) => {
    socket.onmessage = (message) => learn(message).catch(reject);
    socket.onclose = ({ code }) =>
      code === 1000 ? resolve() : reject(new Error(`${url}: no server, or another one left (${code})`));
  }).finally(() => socket.close());
}
