import { fromBytes, toBytes } from './states.mjs';

/**
 * Trains on images of one's own whenever the server sends a network, until it says that that is all. In a tab or in Node.
 * @param {number} images how many there are: one's weight in the mean
 * @param {(epoch: number) => AsyncIterable<{ images: Float32Array, labels: Int32Array }>} open opens them
 */
export async function takePart(url, network, { images, open, learningRate }) {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  const learn = async (bytes, epoch) => {
    await network.loadStateDict(fromBytes(bytes));
    for await (const batch of open(epoch)) await network.trainStep({ ...batch, learningRate });
    socket.send(toBytes(await network.stateDict()));
  };
  await new Promise((resolve, reject) => {
    let epoch = 0;
    socket.onopen = () => socket.send(JSON.stringify({ images }));
    socket.onmessage = ({ data }) => learn(data, epoch++).catch(reject);
    socket.onclose = ({ code }) =>
      code === 1000
        ? resolve()
        : reject(new Error(`${url}: the connection ended (${code}): no server, or another one left`));
  }).finally(() => socket.close());
}
