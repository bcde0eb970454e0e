// Averages what its members have learnt of images that they keep to themselves: McMahan et al. 2017, algorithm 1.
import { on, once } from 'node:events';
import { batches, mnist } from '@resnet-compile/data';
import { average, evaluate } from '@resnet-compile/trainer';
import { WebSocketServer } from 'ws';
import { compile } from '../compile.mjs';
import { mnistFolder } from '../mnist/data.mjs';
import { readOptions } from '../options.mjs';
import { fromBytes, toBytes } from './take-part.mjs';

const usage = 'Usage: node serve.mjs [--parts 2] [--rounds 5] [--port 8080]';
const options = readOptions(usage, { parts: '2', rounds: '5', port: '8080' });
const network = await (
  await compile(`${import.meta.dirname}/../mnist/model.ts`, 'runs/federated/server')()
).load({ seed: 1, v8Flags: 'set' });
const { test } = await mnist({ folder: mnistFolder });
const server = new WebSocketServer({ port: Number(options.port), maxPayload: 2 ** 28 });
const [members, left] = [[], new AbortController()];
for await (const [socket, { url }] of on(server, 'connection')) {
  socket.on('close', () => left.abort(new Error('one of those who take part has left')));
  members.push({ socket, images: Number(new URLSearchParams(url.slice(2)).get('images')) });
  if (members.length === Number(options.parts)) break;
}
for (let round = 1; round <= Number(options.rounds); round++) {
  const bytes = toBytes(await network.stateDict());
  const learnt = members.map(async ({ socket }) => {
    socket.send(bytes);
    const [answer] = await once(socket, 'message', left);
    return fromBytes(answer);
  });
  const images = members.map((member) => member.images);
  await network.loadStateDict(average(await Promise.all(learnt), images));
  const { top1 } = await evaluate({ network, batches: batches(test, { batchSize: 500, shuffle: false }) });
  console.log(`round ${round}: ${(100 * top1).toFixed(2)} % of the test images are right`);
}
for (const { socket } of members) socket.close(1000);
server.close();
await network.dispose();
