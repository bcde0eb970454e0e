// Averages what those who take part have learnt of images that they keep to themselves: McMahan et al. 2017, algorithm 1.
import { batches, mnist } from '@resnet-compile/data';
import { average, evaluate } from '@resnet-compile/trainer';
import { WebSocketServer } from 'ws';
import { compile } from '../compile.mjs';
import { mnistFolder } from '../mnist/data.mjs';
import { readOptions } from '../options.mjs';
import { model } from './model.mjs';
import { fromBytes, toBytes } from './states.mjs';

const options = readOptions('Usage: node serve.mjs [--parts 2] [--rounds 5] [--port 8080]', {
  parts: '2',
  rounds: '5',
  port: '8080',
});
const [parts, rounds, port] = [options.parts, options.rounds, options.port].map(Number);
const network = await (await compile(model, 'runs/federated/server')()).load({ seed: 1, v8Flags: 'set' });
const { test } = await mnist({ folder: mnistFolder });
const server = new WebSocketServer({ port, maxPayload: 2 ** 28 });

/** What one says next. */
const next = (socket) =>
  new Promise((resolve, reject) => {
    const leave = () => reject(new Error('one of those who take part has left'));
    if (socket.readyState !== socket.OPEN) leave();
    socket.once('close', leave).once('message', (data) => {
      socket.off('close', leave);
      resolve(data);
    });
  });

console.log(`waiting for ${parts} on ws://localhost:${port}`);
const members = await new Promise((resolve) => {
  const joined = [];
  server.on('connection', async (socket) => {
    const { images } = JSON.parse(await next(socket));
    if (joined.push({ socket, images }) === parts) resolve(joined);
  });
});
for (let round = 1; round <= rounds; round++) {
  const bytes = toBytes(await network.stateDict());
  const learnt = await Promise.all(
    members.map(({ socket }) => {
      socket.send(bytes);
      return next(socket);
    }),
  );
  const images = members.map((member) => member.images);
  await network.loadStateDict(average(learnt.map(fromBytes), images));
  const { top1 } = await evaluate({ network, batches: batches(test, { batchSize: 500, shuffle: false }) });
  console.log(`round ${round}: ${(100 * top1).toFixed(2)} % of the test images are right`);
}
for (const { socket } of members) socket.close(1000);
server.close();
await network.dispose();
